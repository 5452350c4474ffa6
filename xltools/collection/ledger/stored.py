"""What the ledger keeps of an examined content: small columns to judge by, and two texts of JSON.

The texts (the filing, the findings) are made in the worker and only put away by the run, so
that memory does not grow with the number of returns, nor does the run wait for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from xltools.collection.register.body import Body, Mode
from xltools.examination.record import Located, Record
from xltools.filing.codec import CodecError, Json, from_json, loads, to_json
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Tally, Verdict
from xltools.filing.states import FileState
from xltools.law.rule import Severity


@dataclass(frozen=True, slots=True)
class Judged:
    """The small columns: what decides where a return stands.

    `sha256` is the content examined, `terms` what it was examined by; `content` a digest of
    what was filed, whatever program saved it, "" without a filing; `written` the hash of each
    document made of it, by ending.
    """

    sha256: str
    terms: str
    state: FileState
    tally: Tally
    name: str = ""
    code: str = ""
    report_name: str = ""
    year: int | None = None
    edition: str = ""
    content: str = ""
    written: tuple[tuple[str, str], ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Examination:
    """A judged content with its findings and its filing as JSON; `details` are for the log."""

    judged: Judged
    findings: str
    filing: str
    details: str = ""

    def record(self, file: str) -> Record:
        """The record of that content under the name `file`."""
        found = located_from(self.findings)
        return replace(record_from(self.judged, file), findings=found, details=self.details)


def examination_of(record: Record, filing: Filing | None, terms: str, key: str = "") -> Examination:
    """What to keep of an examined file. `key` stands for the hash of what could not be opened."""
    text = filing_text(filing) if filing else ""
    judged = Judged(
        sha256=record.sha256 or key,
        terms=terms,
        state=record.state,
        tally=record.tally,
        name=record.body,
        code=filing.cover.get("code", "") if filing else "",
        report_name=record.report_name,
        year=record.year,
        edition=filing.edition.id if filing else "",
        content=sha256(text.encode("utf-8", "replace")).hexdigest() if text else "",
        written=tuple(sorted(record.written.items())),
    )
    return Examination(judged, findings_text(record.findings), text, record.details)


def of_report(record: Record, filing: Filing, terms: str) -> Examination:
    """What to keep of a report that came as such: it is no return, and none of it counts."""
    kept = examination_of(record, filing, terms)
    return replace(kept, judged=replace(kept.judged, edition="", content=""))


def withheld(examination: Examination) -> Examination:
    """Who filed, and that it was read: no figure, no text, no finding of it."""
    nothing = Tally(0, 0, 0, 0)
    judged = replace(examination.judged, content="", written=(), tally=nothing, withheld=True)
    return Examination(judged, "[]", "")


def filing_text(filing: Filing) -> str:
    """A filing as it is kept."""
    return _dumps(to_json(filing))


def filing_from(text: str) -> Filing | None:
    """The filing that was kept as that text, whatever version kept it; None for a damaged one."""
    try:
        return loads(text, stored=True)
    except CodecError:
        return None


def words_from(text: str) -> Filing | None:
    """The same without its figures: a tenth of the work."""
    try:
        kept = json.loads(text)
        parts = {part: kept[part] for part in ("edition", "cover", "narratives")}
        return from_json(parts, stored=True)
    except (ValueError, LookupError, TypeError):  # no JSON, or none of ours
        return None


def record_from(judged: Judged, file: str) -> Record:
    """The record of a judged content under the name `file`, without its findings."""
    return Record(
        file=file,
        state=judged.state,
        tally=judged.tally,
        body=judged.name,
        report_name=judged.report_name,
        year=judged.year,
        sha256="" if is_stand_in(judged.sha256) else judged.sha256,
        written=dict(judged.written),
    )


def findings_text(findings: Iterable[Located]) -> str:
    """Findings as they are kept."""
    return _dumps([_to_json(located) for located in findings])


def located_from(text: str) -> tuple[Located, ...]:
    """The findings that were kept as that text."""
    return tuple(_from_json(data) for data in json.loads(text))


_STAND_IN = "-"
_HASH = re.compile(r"[0-9a-f]{64}")


def key_from(value: str) -> str:
    """A content's hash, or what stands for one, as it was kept. Raises ValueError for neither."""
    if is_stand_in(value) or _HASH.fullmatch(value):
        return value
    raise ValueError(value)


def stand_in(file: str) -> str:
    """What stands for the hash of a file that could not be opened."""
    return _STAND_IN + file


def is_stand_in(key: str) -> bool:
    """Whether this is no hash but stands for a file that could not be opened."""
    return key.startswith(_STAND_IN)


# ------------------------------------------------------------------ findings as JSON


def _dumps(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _to_json(located: Located) -> Json:
    """A finding as plain data; what is empty is left out."""
    finding = located.finding
    data: Json = {
        "id": finding.id,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "sentence": finding.sentence,
        "remedy": finding.remedy,
        "law": finding.law,
        "cells": finding.cells,
        "marks": finding.marks,
        "left": _side(finding.left),
        "right": _side(finding.right),
        "under": finding.under,
        "figures": finding.figures,
        "explanation": finding.explanation,
        "bound": finding.bound,
        "lapsed": finding.lapsed or None,
        "since": finding.since,
        "place": located.place,
        "addresses": located.addresses,
    }
    return {key: item for key, item in data.items() if item is not None and item not in ("", ())}


def _side(side: int | Decimal | None) -> int | str | None:
    return str(side) if isinstance(side, Decimal) else side


def _from_json(data: Mapping[str, Any]) -> Located:
    finding = Finding(
        id=data["id"],
        severity=Severity(data["severity"]),
        verdict=Verdict(data["verdict"]),
        sentence=data.get("sentence", ""),
        remedy=data.get("remedy", ""),
        law=data.get("law", ""),
        cells=_texts(data.get("cells", ())),
        marks=_texts(data.get("marks", ())),
        left=_number(data.get("left")),
        right=_number(data.get("right")),
        under=data.get("under", ""),
        figures=data.get("figures", ""),
        explanation=data.get("explanation", ""),
        bound=data.get("bound", ""),
        lapsed=data.get("lapsed", False),
        since=data.get("since", ""),
    )
    return Located(finding, data.get("place", ""), _texts(data.get("addresses", ())))


def _texts(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(items)


def _number(side: int | str | None) -> int | Decimal | None:
    return Decimal(side) if isinstance(side, str) else side


_DATES = frozenset(field.name for field in fields(Body) if "date" in str(field.type))


def bodies_text(bodies: Iterable[Body]) -> str:
    """The bodies as JSON; what is empty is left out."""
    listed = [{key: item for key, item in asdict(body).items() if item} for body in bodies]
    return json.dumps(listed, ensure_ascii=False, default=str)


def bodies_from(text: str) -> tuple[Body, ...]:
    """The bodies that were kept as that text."""
    return tuple(_body(data) for data in json.loads(text))


def _body(data: dict[str, Any]) -> Body:
    for name in _DATES & data.keys():
        data[name] = date.fromisoformat(data[name])
    data["mode"] = Mode(data["mode"])
    data["predecessors"] = tuple(data.get("predecessors", ()))
    return Body(**data)
