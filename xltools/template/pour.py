"""A filing into a workbook: what `fill` writes, and every slip that gives figures back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from xltools.filing.codec import without_computed
from xltools.filing.doubts import confirmable
from xltools.filing.explanations import bindings_of
from xltools.filing.filing import Filing, Unreadable, Value
from xltools.filing.findings import Finding
from xltools.filing.wording import storable
from xltools.template.build import build_workbook
from xltools.template.sheets.paragraphs import laid_out

_CARRIAGE = re.compile("\r\n?")


def pour(
    filing: Filing,
    findings: Iterable[Finding] = (),
    locked: Iterable[str] = (),
    last_year: Filing | None = None,
) -> bytes:
    """The filled workbook as the bytes of an .xlsx file.

    `findings` are marked and noted in it; `locked` are cover fields to lock; `last_year` is the
    body's filing of the year before, for 上年情况.

    Characters that a workbook cannot hold are left out of texts; everything else arrives as
    it is, also what looks like a formula. A given total that its parts add up to is computed.
    An explanation stays bound to its figures, one that nobody bound is so now to its finding's.
    """
    figures = without_computed(filing.edition, filing.nil, filing.figures)
    told = tuple(confirmable(findings))
    return build_workbook(
        _clean_filing(replace(filing, figures=figures, bound=bindings_of(filing, told))),
        tuple(map(_clean_finding, told)),
        locked,
        _clean_filing(last_year) if last_year else None,
    )


def as_poured(filing: Filing) -> Filing:
    """The filing as its workbook holds it, with the rows in which its paragraphs stand there."""
    return laid_out(_clean_filing(filing))


def _clean_filing(filing: Filing) -> Filing:
    return replace(
        filing,
        cover=_clean(filing.cover),
        notes=_clean(filing.notes),
        explanations=_clean(filing.explanations),
        figures={cell: _clean_value(value) for cell, value in filing.figures.items()},
        narratives={
            key: tuple(_printable(text) for text in texts)
            for key, texts in filing.narratives.items()
        },
    )


def _clean_finding(finding: Finding) -> Finding:
    sentence, remedy = _printable(finding.sentence), _printable(finding.remedy)
    return replace(finding, sentence=sentence, remedy=remedy)


def _clean(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: _printable(text) for key, text in texts.items()}


def _clean_value(value: Value) -> Value:
    return Unreadable(_printable(value.text)) if isinstance(value, Unreadable) else value


def _printable(text: str) -> str:
    return storable(_CARRIAGE.sub("\n", text))
