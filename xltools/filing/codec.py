"""A Filing as JSON and back, and the JSON Schema of that, generated from the edition.

A figure is a number, `null` or absent for a blank, and a string for something unreadable.
A total may be left out: it is then computed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias, cast

from xltools.errors import XltoolsError
from xltools.filing.figure import figure_of
from xltools.filing.filing import (
    BLANK,
    Blank,
    Filing,
    Unreadable,
    Value,
    sum_of,
)
from xltools.filing.previous import previous_cells
from xltools.filing.wording import is_storable, lines_of
from xltools.law.edition import (
    EDITIONS,
    Edition,
    UnknownEdition,
    in_force,
    latest,
    load,
    total_and_parts,
)
from xltools.law.form import CellKind
from xltools.law.words import last_year
from xltools.messages import say

Json: TypeAlias = dict[str, Any]
_Known: TypeAlias = Mapping[str, str]


class CodecError(XltoolsError, ValueError):
    """The data is not a filing; the message is the sentence for the user."""


def dumps(filing: Filing) -> str:
    """The filing as JSON text, totals included, blanks left out."""
    return json.dumps(to_json(filing), ensure_ascii=False, indent=1)


def to_json(filing: Filing, *, stored: bool = False) -> Json:
    """The filing as plain data, totals included, blanks left out.

    What is `stored` keeps as well in which rows the paragraphs stood, where not in one each.
    """
    cover: Json = {**filing.cover}
    if filing.year is not None:
        cover["year"] = filing.year
    figures = {
        cell: _figure_to_json(value)
        for cell, value in filing.values.items()
        if value is not BLANK and not _is_beyond(value)
    }
    moved = {
        item: list(rows) for item, rows in filing.rows.items() if [*rows] != [*range(len(rows))]
    }
    return {
        "edition": filing.edition.id,
        "cover": cover,
        "nil": dict(filing.nil),
        "figures": figures,
        "narratives": {key: list(texts) for key, texts in filing.narratives.items() if texts},
        "notes": dict(filing.notes),
        "explanations": dict(filing.explanations),
        "previous": {cell: _figure_to_json(value) for cell, value in filing.previous.items()},
        **({"rows": moved} if stored and moved else {}),
    }


def loads(text: str, *, stored: bool = False) -> Filing:
    """The filing of that JSON text. Raises CodecError with a sentence for the user.

    What was `stored` once is taken as it is: a number that is no figure is Unreadable then.
    """
    try:
        data = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # no JSON, or a number or nesting without end
        raise CodecError(say("codec.not_object")) from error
    return from_json(data, stored=stored)


def from_json(data: object, *, stored: bool = False) -> Filing:
    """The filing of that plain data, as `loads` has it."""
    if not isinstance(data, dict):
        raise CodecError(say("codec.not_object"))
    given = cast(Json, data)
    edition = _edition(given)
    parts: Json = {"edition": edition}
    shapes = _shapes(edition, stored=stored)
    for key, value in given.items():
        if key == "edition":
            continue
        if key not in shapes:
            raise CodecError(say("codec.unknown_key", key=key))
        known, convert = shapes[key]
        parts[key] = _mapping(key, value, known, convert)
    if figures := cast(dict[str, Value], parts.get("figures")):
        parts["figures"] = without_computed(edition, parts.get("nil", {}), figures)
    return Filing(**parts)


def _edition(data: Json) -> Edition:
    edition = data["edition"] if "edition" in data else _of_its_year(data.get("cover"))
    if edition not in EDITIONS:
        known = "、".join(EDITIONS)
        raise CodecError(say("codec.unknown_edition", edition=edition, known=known))
    return load(cast(str, edition))


def _of_its_year(cover: object) -> str:
    """The edition in force in the year that the cover names, else the newest."""
    year = str(cast(Json, cover).get("year", "")) if isinstance(cover, dict) else ""
    try:
        return in_force(int(year)).id
    except (ValueError, UnknownEdition):
        return latest().id


@cache
def _shapes(
    edition: Edition, *, stored: bool
) -> Mapping[str, tuple[_Known | None, Callable[[Any], Any]]]:
    """How each part of a filing is converted, and the names that it may hold: None for any."""
    form = edition.form
    text = _any_text if stored else _text
    figure = _stored_figure if stored else _figure_from_json
    shapes: dict[str, tuple[_Known | None, Callable[[Any], Any]]] = {
        "cover": (_known(form.fields), lambda item: _cover_text(item, text)),
        "nil": (_known(form.tables), _truth),
        "figures": (_known(form.cells), figure),
        "narratives": (_known(form.narratives), lambda item: _paragraphs(item, text)),
        "notes": (_known(form.tables), text),
        "explanations": (None, text),
        "previous": (_known(previous_cells(edition)), _stored_number if stored else _number),
    }
    return shapes | {"rows": (_known(form.narratives), _rows)} if stored else shapes


def _known(names: Iterable[str]) -> _Known:
    return {name: name for name in names}


def _mapping(
    key: str, value: object, known: _Known | None, convert: Callable[[Any], Any]
) -> dict[str, Any]:
    """A part of a filing, under the form's own strings: thousands of filings share them."""
    if not isinstance(value, dict):
        raise CodecError(say("codec.bad_value", key=key, wanted=say("codec.wanted_object")))
    converted: dict[str, Any] = {}
    for name, item in cast(Json, value).items():
        if known is not None and name not in known:
            raise CodecError(say("codec.unknown_key", key=f"{key}.{name}"))
        try:
            made = convert(item)
        except TypeError as error:  # carries the code of what was wanted
            message = say("codec.bad_value", key=f"{key}.{name}", wanted=say(str(error)))
            raise CodecError(message) from error
        if made not in ("", (), BLANK):
            converted[known[name] if known else name] = made
    return converted


def _truth(item: Any) -> bool:
    if not isinstance(item, bool):
        raise TypeError("codec.wanted_truth")
    return item


def _any_text(item: Any) -> str:
    if not isinstance(item, str):
        raise TypeError("codec.wanted_text")
    return item


def _text(item: Any) -> str:
    """A text that a workbook can hold."""
    if not is_storable(_any_text(item)):
        raise TypeError("codec.wanted_text")
    return item


def _cover_text(item: Any, text: Callable[[Any], str]) -> str:
    return text(str(item) if type(item) is int else item).strip()


def _paragraphs(item: Any, text: Callable[[Any], str]) -> tuple[str, ...]:
    texts = lines_of(item) if isinstance(item, str) else item
    if not isinstance(texts, list):
        raise TypeError("codec.wanted_paragraphs")
    return tuple(said for said in map(text, cast(list[Any], texts)) if said.strip())


def _rows(item: Any) -> tuple[int, ...]:
    rows = cast(list[Any], item) if isinstance(item, list) else []
    return tuple(rows) if all(type(row) is int and row >= 0 for row in rows) else ()


def _figure_from_json(item: Any) -> Value:
    match item:
        case None | "":
            return BLANK
        case str():
            return Unreadable(_text(item))
        case int() | float() | Decimal() if not isinstance(item, bool):
            number = figure_of(float(item) if isinstance(item, Decimal) else item)
            if number is None:
                raise TypeError("codec.wanted_number")
            return number
        case _:
            raise TypeError("codec.wanted_number")


def _stored_figure(item: Any) -> Value:
    """The same, of what earlier versions let in: as it was filed, though it is no figure."""
    try:
        return _figure_from_json(item)
    except TypeError:
        return Unreadable(str(item))


def _number(item: Any) -> int | Decimal | Blank:
    value = _figure_from_json(item)
    if isinstance(value, Unreadable):
        raise TypeError("codec.wanted_number")
    return value


def _stored_number(item: Any) -> int | Decimal | Blank:
    value = _stored_figure(item)
    return BLANK if isinstance(value, Unreadable) else value


def _is_beyond(value: Value) -> bool:
    """Whether a sum of figures is larger than any figure: its parts say it again."""
    return isinstance(value, int | Decimal) and figure_of(value) is None


def _figure_to_json(value: Value) -> int | float | str | None:
    match value:
        case int():
            return value
        case Decimal():
            return float(value)
        case Unreadable(text):
            return text
        case _:
            return None


def without_computed(
    edition: Edition, nil: Mapping[str, bool], figures: Mapping[str, Value]
) -> dict[str, Value]:
    """The figures without each given total that equals what its parts give: it is no claim."""
    filing = Filing(edition, nil=nil, figures=figures)
    kept = dict(figures)
    values = dict(figures)
    for total in edition.summing_order:
        _, parts = total_and_parts(edition.totals[total])
        counted = sum_of(filing.counted(part, values.get(part, BLANK)) for part in parts)
        computed = BLANK if counted is None else counted
        if kept.get(total, computed) == computed:
            kept.pop(total, None)
            values[total] = computed
    return kept


def schema(edition: Edition) -> Json:
    """The JSON Schema (draft 2020-12) of a filing of that edition."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{edition.form.title}（{edition.notice}）",
        **_keyed({"edition": {"const": edition.id}, **_parts(edition)}),
        "required": ["edition"],
    }


def _parts(edition: Edition) -> Json:
    """What each part of a filing may hold."""
    form = edition.form
    texts = {"type": "array", "items": {"type": "string"}}
    return {
        "cover": _keyed(
            {
                field.id: {
                    "title": field.label,
                    "description": field.help,
                    "type": ["integer", "string"] if field.id == "year" else "string",
                }
                for field in form.cover
            }
        ),
        "nil": _keyed(
            {table.id: {"title": table.name, "type": "boolean"} for table in form.tables.values()}
        ),
        "figures": _keyed(
            {
                cell.id: {"title": cell.label, **_figure(cell.column.kind)}
                for cell in form.cells.values()
            }
        ),
        "narratives": _keyed(
            {
                text.id: {"title": text.heading, "description": text.help, **texts}
                for text in form.narratives.values()
            }
        ),
        "notes": _keyed(
            {table.id: {"title": table.name, "type": "string"} for table in form.tables.values()}
        ),
        "explanations": {"type": "object", "additionalProperties": {"type": "string"}},
        "previous": _keyed(
            {
                cell: {"title": last_year(form.cells[cell].label), "type": "number"}
                for cell in previous_cells(edition)
            }
        ),
    }


def _keyed(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _figure(kind: CellKind) -> Json:
    number: Json = {"type": "integer" if kind.whole else "number"}
    if not kind.signed:
        number["minimum"] = 0
    return {"anyOf": [number, {"type": ["null", "number", "string"], "deprecated": True}]}
