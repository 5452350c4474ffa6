"""The names of the bookmarks under which figures, and texts, stand in a Word report.

They stay where they are while people edit around them: who reads the report back finds each
figure by its name. Texts under no heading of their own have these names as ids on a page too.
"""

from __future__ import annotations

from hashlib import sha256

_LONGEST = 40
"""Characters of a bookmark's name; it has letters, digits and _ alone, and begins with a letter."""


def bookmark_of(cell: str) -> str:
    """The bookmark of a cell: its id, a part cut out of one that is too long."""
    name = cell.replace(".", "_")
    if len(name) <= _LONGEST:
        return name
    digest = sha256(cell.encode()).hexdigest()[:6]
    return f"{name[: _LONGEST - 7]}_{digest}"
