"""What the register says on a workbook's cover."""

from __future__ import annotations

from dataclasses import replace

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


def given_to(body: Body | None, filing: Filing) -> Filing:
    """A return under the names and the code of the body that the office gave it to, if any."""
    if body is None:
        return filing
    own = {"name": body.name, "report_name": body.report_name, "code": body.code}
    others = {item: text for item, text in filing.cover.items() if item not in own}
    return replace(filing, cover={**others, **{item: text for item, text in own.items() if text}})
