"""What the register says on a workbook's cover."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.collection.register.body import Body
from xltools.filing.filing import Filing
from xltools.law.edition import in_force

IDENTITY = ("name", "report_name", "body_kind", "year", "code")
"""Cover fields that the register fills."""


def identity(body: Body, year: int) -> Filing:
    """A filing for that year of which only the cover says who files."""
    cover = {
        "name": body.name,
        "report_name": body.report_name,
        "body_kind": body.kind,
        "year": str(year),
        "code": body.code,
    }
    return Filing(in_force(year), cover={key: text for key, text in cover.items() if text})


def locked_fields(filing: Filing) -> tuple[str, ...]:
    """The cover fields to lock: those that the register filled, and the code in any case."""
    return tuple(item for item in IDENTITY if item in filing.cover or item == "code")


def named_as(body: Body, cover: Mapping[str, str]) -> dict[str, str]:
    """The cover of a return that the office gave to that body: its names and code."""
    others = {item: text for item, text in cover.items() if item not in _OF_NAME}
    own = {"name": body.name, "report_name": body.report_name, "code": body.code}
    return {**others, **{item: text for item, text in own.items() if text}}


_OF_NAME = ("name", "report_name", "code")
