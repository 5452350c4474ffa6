"""Every sentence that a person can meet, on one page to be read aloud.

`python tests/sentences.py` writes docs/sentences.md anew from the messages; a release does it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "sentences.md"
MET_BY = {
    "clerk": ("template", "filing", "states", "words", "checks", "reader", "macros", "report"),
    "office": (
        *("collection", "distribute", "register", "previous", "slip", "chase", "situation"),
        *("aggregate", "analysis", "drafting", "office"),
    ),
}
"""The rooms of the messages by who meets what they say; all others are met by either."""
_HEADS = {
    "clerk": "What a clerk meets: workbook, findings, ribbon, report",
    "office": "What the collecting office meets: slips, ledger, totals",
    "either": "What either meets: published reports, page, command line, installing",
}
_TOP = """# Sentences

All that the program says, by room and code, made from `xltools/messages/zh_CN/` by
`python tests/sentences.py` (a release makes it anew). `{name}` stands for what is put in. Who
changes a sentence reads it here among its neighbours: where, what is wrong, what is expected,
what to do; one word for one thing.
"""


def rooms() -> dict[str, dict[str, Any]]:
    """The messages by room."""
    folder = resources.files("xltools.messages") / "zh_CN"
    files = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    return {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in files
    }


def sentences(room: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each code of a room with its sentence."""
    for group, codes in room.items():
        for code, text in codes.items():
            yield f"{group}.{code}", text


def page() -> str:
    """The whole page."""
    known = rooms()
    parts = [_TOP]
    others = tuple(known.keys() - {name for names in MET_BY.values() for name in names})
    for who, names in (*MET_BY.items(), ("either", sorted(others))):
        parts.append(f"\n## {_HEADS[who]}\n")
        for name in names:
            lines = (f"| `{code}` | {_in_a_cell(text)} |" for code, text in sentences(known[name]))
            parts.append("\n".join((f"\n### {name}\n", "| code | says |", "| --- | --- |", *lines)))
    return "\n".join(parts) + "\n"


def _in_a_cell(text: str) -> str:
    return text.strip().replace("|", "\\|").replace("\n", "<br>")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
