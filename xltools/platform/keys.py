"""Which keys are pressed while no window of ours listens."""

from __future__ import annotations

import sys

_ESCAPE = 0x1B
_NOW_OR_SINCE = 0x8001


def escape_pressed() -> bool:
    """Whether Esc is down, or was since the last time this was asked; elsewhere than on Windows
    nobody can tell."""
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.user32.GetAsyncKeyState(_ESCAPE) & _NOW_OR_SINCE)
