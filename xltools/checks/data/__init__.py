"""Words, patterns and examples that checks go by, with their source; read once a process."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from xltools.platform.files import own_text


@cache
def data(name: str) -> dict[str, Any]:
    """What the file of that name holds."""
    return tomllib.loads(own_text(f"checks/data/{name}.toml"))
