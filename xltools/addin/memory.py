"""What one click leaves for a later one: the paths of the last ledger and of the last reports."""

from __future__ import annotations

import json
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import cast

from xltools.platform.desktop import own_folder
from xltools.platform.files import write_whole

_FILE = "last.json"


class Last(StrEnum):
    """What is remembered."""

    LEDGER = "ledger"
    REPORTS = "reports"


def remember(what: Last, path: Path) -> None:
    """Keep a path for a later click. It is a convenience: where it cannot be kept, it is not."""
    with suppress(OSError):
        kept = {**_kept(), what.value: str(path)}
        write_whole(own_folder() / _FILE, json.dumps(kept, ensure_ascii=False).encode())


def recalled(what: Last) -> Path | None:
    """The path that was kept, if it is still there."""
    kept = _kept().get(what.value)
    path = Path(kept) if kept else None
    return path if path and path.exists() else None


def _kept() -> dict[str, str]:
    try:
        kept: object = json.loads((own_folder() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {str(key): str(path) for key, path in cast(dict[object, object], kept).items()}
