"""How published reports write things; read once a process."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from xltools.platform.files import own_text


@cache
def wild(name: str) -> dict[str, Any]:
    """A part of the file."""
    return tomllib.loads(own_text("published/data/wild.toml"))[name]


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of how people write texts."""
    return re.compile(wild("texts")[name])
