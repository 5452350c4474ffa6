"""File names: those that hold no return, and such as every system accepts."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from xltools.messages import say

_LOCK_PREFIXES = ("~$", ".~", "._")
"""Owner files of Excel and WPS, of LibreOffice, and the shadows a Mac leaves on a stick."""

_SYSTEM = frozenset((".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"))
_TEMPORARY = ".tmp"
"""Ending of what Office writes while it saves, and leaves behind where that fails."""

_SAVED_BESIDE = ("_files", ".files")
"""How browsers name the folder of a saved page's pictures and frames."""

_LONGEST_NAME = 60
"""Characters kept of a name: with the longest ending, under the 255 bytes of common systems."""

_LOOK_ALIKES = str.maketrans(r'<>:"/\|?*#%[]', "＜＞：＂／＼｜？＊＃％［］")
"""What a file name, or a link to it in a workbook, cannot hold, and what stands for it."""

_PORTS = (device + digit for device in ("COM", "LPT") for digit in "0123456789¹²³")
_RESERVED = frozenset(("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *_PORTS))


def is_lock_file(path: Path) -> bool:
    """Whether the name is that of an owner or shadow file, which holds no return."""
    return path.name.startswith(_LOCK_PREFIXES)


def is_system_file(path: Path) -> bool:
    """Whether the name is that of a file which a system or Office makes by itself."""
    return path.name.lower() in _SYSTEM or path.suffix.lower() == _TEMPORARY


def is_saved_beside(path: Path) -> bool:
    """Whether a file of a folder, its path from there given, is a part of a saved page."""
    return any(part.endswith(_SAVED_BESIDE) for part in path.parts[:-1])


def safe_name(text: str) -> str:
    """A file name (without ending) that every system and a link in a workbook accept.

    Forbidden characters become their full-width look-alikes; never empty, never a device.
    """
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    name = " ".join(kept.split()).translate(_LOOK_ALIKES).lstrip("~.= ")
    name = name[:_LONGEST_NAME].rstrip(". ")
    if name.partition(".")[0].rstrip().upper() in _RESERVED:
        name = f"_{name}"
    return name or say("platform.unnamed")
