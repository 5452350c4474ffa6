"""The page of all sentences holds every room; words that were mended do not come back."""

from __future__ import annotations

import re

import pytest
from sentences import MET_BY, PAGE, page, rooms, sentences

BAD = {
    r"收取单位": "收表单位",
    r"上报": "交回，或说数字可以采用",
    r"有0项|0项错误": "为0的不说",
    r"没有能够读取": "读不出",
    r"xltools repair": "xltools import",
}
"""What is not said any more, and what is said instead."""
RIGHTLY = {"register.passing_words", "register.deadline_help"}


def test_every_room_is_on_the_page() -> None:
    assert {name for names in MET_BY.values() for name in names} <= rooms().keys()
    made = page()
    for room in rooms().values():
        assert all(f"| `{code}` |" in made for code, _ in sentences(room))
    assert PAGE.read_text("utf-8").partition("\n##")[0] == made.partition("\n##")[0]


@pytest.mark.parametrize("room", rooms())
def test_one_word_for_one_thing(room: str) -> None:
    said = [
        (code, bad, instead)
        for code, text in sentences(rooms()[room])
        for bad, instead in BAD.items()
        if re.search(bad, text) and code not in RIGHTLY
    ]
    assert said == []
