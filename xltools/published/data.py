"""The data file of this room: how published reports write things, read once a process."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def wild(name: str) -> dict[str, Any]:
    """A part of the file."""
    file = resources.files("xltools.published") / "wild.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))[name]


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of how people write texts."""
    return re.compile(wild("texts")[name])
