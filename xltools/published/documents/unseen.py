"""What of a page no reader sees: hidden by an attribute, a style, or a plain rule of its sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

_GONE = re.compile(r"(?:^|[;{\s])display\s*:\s*none\b", re.IGNORECASE)
_VOID = re.compile(
    r"(?:^|[;{\s])(?:visibility\s*:\s*(?:hidden|collapse)\b|opacity\s*:\s*0*(?:\.0+)?(?![.\d])"
    r"|font(?:-size)?\s*:\s*0(?![.\d])|color\s*:\s*transparent\b)",
    re.IGNORECASE,
)
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
_BRACE = re.compile(r"([{}])")
_SELECTOR = re.compile(r"(\*|[\w:-]*?)([.#][\w-]+)?")
_LONGEST = 500_000
"""Letters of style sheets that are looked at."""


class Unseen:
    """What a page's own style sheet and its elements hide."""

    def __init__(self, sheet: str) -> None:
        self._selectors: dict[re.Pattern[str], set[str]] = {
            declaration: set() for declaration in (_GONE, _VOID, _LINE_THROUGH)
        }
        for selector, declared in _rules(sheet[:_LONGEST]):
            for declaration, kept in self._selectors.items():
                if declaration.search(declared):
                    kept.add(selector)
                elif "display" in declared and declaration is _GONE:
                    kept.discard(selector)

    def takes_no_room(self, element: _Element) -> bool:
        """Whether it is as if the element were not there."""
        if element.get("hidden") is not None and element.tag != "input":
            return True
        if element.tag == "dialog" and element.get("open") is None:
            return True
        style = element.get("style")
        if style and "display" in style.lower():
            return bool(_GONE.search(style))
        return self._is_matched(element, _GONE)

    def leaves_room(self, element: _Element) -> bool:
        """Whether its place is there and nothing in it is seen."""
        return self._is_declared(element, _VOID)

    def is_struck(self, element: _Element) -> bool:
        """Whether a line goes through its text."""
        return self._is_declared(element, _LINE_THROUGH)

    def _is_declared(self, element: _Element, declaration: re.Pattern[str]) -> bool:
        style = element.get("style")
        return bool(style and declaration.search(style)) or self._is_matched(element, declaration)

    def _is_matched(self, element: _Element, declaration: re.Pattern[str]) -> bool:
        """Whether the page's own style sheet declares that of it."""
        selectors = self._selectors[declaration]
        return bool(selectors) and not selectors.isdisjoint(_keys(element))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Each selector of one element by its name, class or id, with what is declared for it.

    A block that holds for some media or devices only, print or small screens, is left out.
    """
    depth, selectors = 0, ""
    for piece in _BRACE.split(_without_comments(sheet)):
        if piece in ("{", "}"):
            depth = max(0, depth + (1 if piece == "{" else -1))
        elif depth == 0:
            selectors = piece.rpartition(";")[2]
        elif depth == 1 and "@" not in selectors:
            for selector in map(str.strip, selectors.split(",")):
                if selector and _SELECTOR.fullmatch(selector):
                    yield selector.removeprefix("*"), piece


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    kept = "".join((first, *(other.partition("*/")[2] for other in others)))
    return kept.replace("<!--", "").replace("-->", "")


def _keys(element: _Element) -> Iterator[str]:
    """The plain selectors that an element answers to."""
    tag = str(element.tag)
    yield tag
    for name in (element.get("class") or "").split():
        yield f".{name}"
        yield f"{tag}.{name}"
    if id := element.get("id"):
        yield f"#{id}"
        yield f"{tag}#{id}"
