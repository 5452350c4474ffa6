"""The data files of this room: words and vocabulary, read once a process."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def data(name: str) -> dict[str, Any]:
    """What the file of that name beside the checks holds."""
    file = resources.files("xltools.checks") / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
