"""docs/architecture.md is true: its picture is that of the imports, its tables name every room."""

from __future__ import annotations

import re
from pathlib import Path

from draw_house import PICTURE, arrows, picture

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_the_picture_is_drawn_from_the_imports() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture()


def test_every_room_is_named_in_the_table() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)(?:/|\.py)` \|", text, re.MULTILINE))
    assert named == set(arrows())


def test_every_decision_is_listed() -> None:
    listed = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    records = {path.name for path in (DOCS / "decisions").glob("0*.md")}
    assert set(re.findall(r"\((0[\w-]+\.md)\)", listed)) == records


def test_every_path_that_the_developers_pages_name_is_there() -> None:
    """Of the repository, of the package, or a module without its ending; `<…>` is for any name."""
    roots = (DOCS.parent, DOCS.parent / "xltools")
    gone = [
        f"{page.name}: {path}"
        for page in (DOCS / "architecture.md", DOCS / "contributing.md")
        for path in re.findall(r"`([\w.]+/[\w./]*)`", page.read_text(encoding="utf-8"))
        if not any((root / f"{path}{end}").exists() for root in roots for end in ("", ".py"))
    ]
    assert gone == []
