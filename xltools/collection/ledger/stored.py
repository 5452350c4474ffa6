"""What the ledger keeps of an examined content: its record, a column a fact.

Filing and findings become texts of JSON in the worker and are only put away by the run, so that
memory does not grow with the number of returns, nor does the run wait for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from hashlib import sha256
from sys import intern
from typing import Any, TypeVar

from xltools.collection.register.body import Body, Mode, OwnReturn
from xltools.examination.record import Located, Record
from xltools.filing import retold
from xltools.filing.codec import CodecError, Json, from_json, loads, to_json
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Tally, Verdict
from xltools.filing.states import FileState
from xltools.law.rule import Severity

V = TypeVar("V")


def stored_record(record: Record, filing: Filing | None, terms: str, key: str) -> Record:
    """The record with all that is kept of it. `key` stands for the hash of what never opened."""
    kept = to_json(filing, stored=True) if filing else {}
    content = _dumps({part: kept[part] for part in kept if part != "rows"}) if kept else ""
    return replace(
        record,
        sha256=record.sha256 or key,
        terms=terms,
        content=sha256(content.encode("utf-8", "replace")).hexdigest() if content else "",
        filing=_dumps(kept) if kept else "",
        findings=Stored(record.findings),
    )


def withheld(record: Record) -> Record:
    """Who filed, and that it was read: no figure, no text, no finding of it."""
    nothing = Tally(0, 0, 0, 0)
    return replace(record.bare, content="", written={}, tally=nothing, withheld=True)


def called(record: Record, file: str) -> Record:
    """A kept record under the name that a file of that content has."""
    digest = "" if is_stand_in(record.sha256) else record.sha256
    return replace(record, file=file, sha256=digest)


def filing_text(filing: Filing) -> str:
    """A filing as it is kept."""
    return _dumps(to_json(filing, stored=True))


def filing_from(text: str) -> Filing | None:
    """The filing that was kept as that text, whatever version kept it; None for a damaged one."""
    try:
        return loads(text, stored=True)
    except CodecError:
        return None


def words_from(text: str) -> Filing | None:
    """The same without its figures: a tenth of the work. What is said to doubts stands in it."""
    try:
        kept = json.loads(text)
        parts = {part: kept[part] for part in ("edition", "cover", "narratives")}
        parts |= {part: kept[part] for part in ("explanations", "bound") if part in kept}
        return from_json(parts, stored=True)
    except (ValueError, LookupError, TypeError):  # no JSON, or none of ours
        return None


class Kept(Mapping[str, V]):
    """What is read, each time that it is asked for, of a text that is kept of it, or by a key."""

    def __init__(self, read: Callable[[str], V], kept: Mapping[str, str]) -> None:
        self._read = read
        self._kept = kept

    def __getitem__(self, name: str) -> V:
        return self._read(self._kept[name])

    def __contains__(self, name: object) -> bool:
        return name in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


class Stored(Sequence[Located]):
    """Findings as the text that is kept of them, read only where they are asked for."""

    def __init__(self, findings: Iterable[Located]) -> None:
        self.text = _dumps([_to_json(located) for located in findings])

    @cached_property
    def read(self) -> Any:
        """The findings themselves."""
        return located_from(self.text)

    def __getitem__(self, place: Any) -> Any:
        return self.read[place]

    def __len__(self) -> int:
        return len(self.read)


def findings_text(findings: Iterable[Located]) -> str:
    """Findings as they are kept."""
    return findings.text if isinstance(findings, Stored) else Stored(findings).text


def explains(record: Record) -> bool:
    """Whether the body says anything to a finding."""
    return '"explanation"' in findings_text(record.findings)


def located_from(text: str) -> tuple[Located, ...]:
    """The findings that were kept as that text."""
    return tuple(_from_json(data) for data in json.loads(text))


_STAND_IN = "-"
_HASH = re.compile(r"[0-9a-f]{64}")


def key_from(value: str) -> str:
    """A content's hash, or what stands for one, as it was kept. Raises ValueError for neither."""
    if is_stand_in(value) or _HASH.fullmatch(value):
        return intern(value)
    raise ValueError(value)


def stand_in(file: str) -> str:
    """What stands for the hash of a file that could not be opened."""
    return _STAND_IN + file


def is_stand_in(key: str) -> bool:
    """Whether this is no hash but stands for a file that could not be opened."""
    return key.startswith(_STAND_IN)


# ------------------------------------------------------------------ findings as JSON

_FACTS = tuple(field.name for field in fields(Finding) if field.name not in ("ruling", "office"))
"""What is kept of a finding; what the office says to it is kept as its decision."""
_TEXTS = ("sentence", "remedy", "law")


def _dumps(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)


def _to_json(located: Located) -> Json:
    """A finding as plain data; what is empty is left out."""
    data: Json = {name: getattr(located.finding, name) for name in _FACTS}
    data |= {name: retold.as_kept(data[name]) for name in _TEXTS}
    data |= {"place": located.place, "addresses": located.addresses}
    return {key: item for key, item in data.items() if item not in _EMPTY or _is_number(item)}


def _from_json(data: Json) -> Located:
    said = dict.fromkeys(_TEXTS, "") | data
    facts = {name: _READ.get(name, _as_is)(said[name]) for name in _FACTS if name in said}
    finding = Finding(**facts)
    return Located(finding, data.get("place", ""), tuple(data.get("addresses", ())))


_EMPTY = (None, "", (), False)


def _is_number(item: object) -> bool:
    return isinstance(item, int | Decimal) and not isinstance(item, bool)


def _number(side: int | str) -> int | Decimal:
    return Decimal(side) if isinstance(side, str) else side


def _as_is(value: Any) -> Any:
    return value


_READ: Mapping[str, Callable[[Any], Any]] = {
    "severity": Severity,
    "verdict": Verdict,
    "cells": tuple,
    "marks": tuple,
    "left": _number,
    "right": _number,
    **dict.fromkeys(_TEXTS, retold.said_anew),
}

# ------------------------------------------------------------------ hashes

_HEX = 64


class _Hashes(Mapping[str, str]):
    """The hashes of documents by their endings, in a quarter of the memory."""

    __slots__ = ("_endings", "_packed")

    def __init__(self, endings: tuple[str, ...], packed: bytes) -> None:
        self._endings = endings
        self._packed = packed

    def __getitem__(self, ending: str) -> str:
        try:
            place = self._endings.index(ending) * _HEX
        except ValueError:
            raise KeyError(ending) from None
        return self._packed.hex()[place : place + _HEX]

    def __iter__(self) -> Iterator[str]:
        return iter(self._endings)

    def __len__(self) -> int:
        return len(self._endings)


@cache
def _alike(endings: tuple[str, ...]) -> tuple[str, ...]:
    """The same endings, held once."""
    return endings


def _hashes_from(text: str) -> Mapping[str, str]:
    """The hashes that were kept as that text. Raises ValueError for what are none."""
    kept: dict[str, str] = dict(json.loads(text))
    if not all(map(_HASH.fullmatch, kept.values())):
        raise ValueError(text)
    return _Hashes(_alike(tuple(kept)), bytes.fromhex("".join(kept.values())))


# ------------------------------------------------------------------ columns


@dataclass(frozen=True, slots=True)
class Fact:
    """A column of `examination`: the record's field in it, and how that is put and read back."""

    field: str
    put: Callable[[Any], object] = _as_is
    read: Callable[[Any], Any] = _as_is


COLUMNS: Mapping[str, Fact] = {
    "sha256": Fact("sha256", read=key_from),
    "terms": Fact("terms", read=intern),
    "state": Fact("state", read=FileState),
    "name": Fact("body"),
    "code": Fact("code"),
    "report_name": Fact("report_name"),
    "year": Fact("year"),
    "edition": Fact("edition", read=intern),
    "content": Fact("content"),
    "written": Fact("written", lambda hashes: _dumps(dict(hashes)), _hashes_from),
    "withheld": Fact("withheld", read=bool),
    "findings": Fact("findings", findings_text, located_from),
    "filing": Fact("filing"),
}
"""All that is kept of a record, beside what is counted of it: a column a count."""
_COUNTS = tuple(field.name for field in fields(Tally))
BARE = (*_COUNTS, *(column for column in COLUMNS if column not in ("findings", "filing")))
"""The small ones: what decides where a return stands."""


def as_row(record: Record) -> dict[str, object]:
    """A record as a row."""
    told = {name: column.put(getattr(record, column.field)) for name, column in COLUMNS.items()}
    return {**asdict(record.tally), **told}


def record_from(row: Mapping[str, Any]) -> Record:
    """The record that was kept as that row, or as those columns of it."""
    facts = {c.field: c.read(row[name]) for name, c in COLUMNS.items() if name in row}
    return Record(file="", tally=Tally(*(row[name] for name in _COUNTS)), **facts)


# ------------------------------------------------------------------ bodies

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
    if "own_return" in data:
        data["own_return"] = OwnReturn(data["own_return"])
    return Body(**data)
