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
