"""A filing into a workbook: what `fill` writes, and every slip that gives figures back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from xltools.filing.filing import Filing, Unreadable, Value
from xltools.template.build import build

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def pour(filing: Filing, locked: Iterable[str] = ()) -> bytes:
    """The filled workbook as the bytes of an .xlsx file; `locked` are cover fields to lock.

    Characters that a workbook cannot hold are left out of texts; everything else arrives as
    it is, also what looks like a formula.
    """
    return build(
        replace(
            filing,
            cover=_clean(filing.cover),
            notes=_clean(filing.notes),
            explanations=_clean(filing.explanations),
            figures={cell: _clean_value(value) for cell, value in filing.figures.items()},
            narratives={
                key: tuple(_printable(text) for text in texts)
                for key, texts in filing.narratives.items()
            },
        ),
        locked,
    )


def _clean(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: _printable(text) for key, text in texts.items()}


def _clean_value(value: Value) -> Value:
    return Unreadable(_printable(value.text)) if isinstance(value, Unreadable) else value


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
