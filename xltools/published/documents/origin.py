"""Where a saved page was published and on which day, as far as the page itself says so.

The address is the one that the browser saved it from, else the one that the page calls its own; the
day is that of the meta element which sites must have (PubDate) or one of its kin. Nothing is
guessed: of several days that differ none is taken.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

from xltools.published.documents.web_page import page_text

_HEAD = 400_000
"""Characters in which what a page says of itself stands."""
_LONGEST = 2000
_SAVED = re.compile(r"\s*saved from url=\(\d+\)(\S+)\s*", re.IGNORECASE)
_MAIL = re.compile(
    rb"^(?:Snapshot-Content-Location|Content-Location):[ \t]*(https?://[^\s]+)",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_DAY = re.compile(r"\s*(\d{4})(?:([-/.\u5e74])(\d{1,2})[-/.\u6708](\d{1,2})|(\d{2})(\d{2}))(?!\d)")
_OWN_ADDRESS = ("og:url", "url")
_DAYS = ("pubdate", "publishdate", "article:published_time")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when; "" and None for what the page does not say."""

    address: str = ""
    day: date | None = None


def origin_of(data: bytes) -> Origin:
    """What a saved page says of itself."""
    head = _Head()
    with suppress(AssertionError, ValueError):  # what a parser makes of no page at all
        head.feed(page_text(data)[:_HEAD])
    mailed = _MAIL.search(data[:_HEAD])
    saved = [mailed[1].decode("ascii", "ignore")] if mailed else []
    addresses = (*saved, *head.saved, *head.canonical, *head.own)
    days = {day for text in head.days if (day := _day(text))}
    return Origin(
        next((text for text in addresses if _is_address(text)), ""),
        days.pop() if len(days) == 1 else None,
    )


def _is_address(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_ADDRESS.fullmatch(text))


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    if not found:
        return None
    year, month, day = (found[1], found[3] or found[5], found[4] or found[6])
    with suppress(ValueError):
        return date(int(year), int(month), int(day))
    return None


class _Head(HTMLParser):
    """Goes through a page up to its body."""

    def __init__(self) -> None:
        super().__init__()
        self.saved: list[str] = []
        self.canonical: list[str] = []
        self.own: list[str] = []
        self.days: list[str] = []
        self._over = False

    def handle_comment(self, data: str) -> None:
        """What a browser notes when it saves a page."""
        if not self._over and (found := _SAVED.fullmatch(data)):
            self.saved.append(found[1])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What the page says of itself."""
        self._over = self._over or tag == "body"
        said = {name: value or "" for name, value in attrs}
        if self._over:
            return
        if tag == "link" and said.get("rel", "").lower() == "canonical":
            self.canonical.append(said.get("href", "").strip())
        if tag == "meta":
            name = (said.get("name") or said.get("property") or "").lower()
            content = said.get("content", "").strip()
            if name in _OWN_ADDRESS:
                self.own.append(content)
            elif name in _DAYS:
                self.days.append(content)
