"""Bytes as text, and what is remembered of texts."""

from __future__ import annotations

import pytest

from xltools.platform.memory import remembered
from xltools.published.documents.web_page import page_text
from xltools.reader.opening.encoding import decoded

TEXT = "政务公开\t“主动”〔2026〕1号"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312"])
def test_a_text_is_read_in_whichever_encoding_it_was_written(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding)).removeprefix("\ufeff") == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_markup_of_two_bytes_a_letter_needs_no_mark(encoding: str) -> None:
    assert decoded(f"<p>{TEXT}</p>".encode(encoding)) == f"<p>{TEXT}</p>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_head_may_end_within_a_character(encoding: str) -> None:
    assert decoded("公开".encode(encoding)[:-1], whole=False) == "公"
    assert decoded("公开".encode(encoding)[:-1]) != "公"


@pytest.mark.parametrize("named", ["gb2312", "undefined", "idna", "hex", "zlib", "no-such"])
def test_a_page_that_names_a_wrong_encoding_is_read_all_the_same(named: str) -> None:
    page = f'<meta charset="{named}"><p>{TEXT}</p>'
    assert page_text(page.encode("gb18030")) == page


def test_long_texts_are_not_remembered() -> None:
    asked: list[int] = []

    @remembered(8, longest=3)
    def length(text: str) -> int:
        asked.append(len(text))
        return len(text)

    assert [length("abc"), length("abc"), length("abcd"), length("abcd")] == [3, 3, 4, 4]
    assert asked == [3, 4, 4]
