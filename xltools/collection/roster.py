"""The bodies of a register as the ledger keeps them, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from xltools.collection.register import Body, Mode

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
