"""A web page, a part of one, or a page saved as one file (.mht), as a reader sees it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from xltools.published.documents.contents import (
    LARGEST,
    REVERSED,
    Collector,
    DocumentKind,
    NotADocument,
    Published,
    TooLarge,
    number,
    refuse_many_attributes,
)
from xltools.published.documents.unseen import Unseen
from xltools.reader.opening.encoding import decoded

_CHARSET = re.compile(
    rb"(?:charset\s*=|<\?xml\s[^>]*?\bencoding\s*=)\s*[\"']?\s*([\w-]+)", re.IGNORECASE
)
_DECLARATION = re.compile(r"\A[\ufeff\s]*<\?xml\b[^>]*>", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:\w+:)?(?:!doctype|html|head|body|table|div|p|ul|h[1-6])\b", re.IGNORECASE
)
_WHOLE = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)
_MAIL = re.compile(rb"(?:From|MIME-Version|Content-Type|Date|Subject|X-\w+):")
_SILENT = {
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "datalist",
    "object",
    "iframe",
    "rt",
    "rp",
}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "big", "button", "cite", "code", "dfn", "em", "font", "i"),
    *("img", "input", "ins", "kbd", "label", "mark", "nobr", "o:p", "output", "q", "s", "samp"),
    *("del", "small", "span", "st1", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
    *("wbr", "data", "select", "textarea", "ruby", "rb"),
}
"""Elements that do not end the line they stand in; all others do."""
_STRUCK = {"del", "s", "strike"}
_SHOWS_NO_VALUE = {"hidden", "checkbox", "radio", "password", "file", "image", "color", "range"}
"""Kinds of `input` whose value stands nowhere on the page."""


def read_page(data: bytes) -> Published:
    """Raises NotADocument for what is no page, LxmlError where there is nothing to read."""
    if len(data) > LARGEST:
        raise TooLarge("page")
    page = page_text(data)
    if not _MARKUP.search(page):
        raise NotADocument
    return read_html(page)


def read_html(page: str) -> Published:
    """A page or a part of one. Raises LxmlError where there is nothing to read."""
    from lxml import etree

    page = _DECLARATION.sub("", page)
    refuse_many_attributes(page.encode("utf-8", "replace"))
    root = etree.HTML(page, etree.HTMLParser(no_network=True, remove_comments=True))
    collector = Collector(DocumentKind.PAGE if _WHOLE.search(page) else DocumentKind.FRAGMENT)
    if root is not None:  # pyright: ignore[reportUnnecessaryComparison] an empty page gives None
        styles = " ".join(style.text or "" for style in root.iter("style"))
        _Reader(Unseen(styles), collector).read(root)
    collector.end_line()
    return collector.found


class _Reader:
    """Goes through a page and collects what is shown."""

    def __init__(self, unseen: Unseen, into: Collector) -> None:
        self._unseen = unseen
        self._into = into
        self._struck = 0

    def read(self, element: _Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT or self._unseen.takes_no_room(element):
            return
        struck = tag in _STRUCK or self._unseen.is_struck(element)
        self._struck += struck
        self._begin(tag, element)
        if not self._unseen.leaves_room(element):
            self._inside(tag, element)
        self._end(tag)
        self._struck -= struck

    def _begin(self, tag: str, element: _Element) -> None:
        into = self._into
        if tag == "table":
            into.begin_table()
        elif tag == "tr":
            into.begin_row()
        elif tag in ("td", "th"):
            into.begin_cell(_span(element, "colspan"), _span(element, "rowspan"))
        elif tag not in _INLINE:
            into.end_line()
        if tag == "p" and (id := element.get("id")):
            into.begin(id)
        if tag == "bdo" and (element.get("dir") or "").lower() == "rtl":
            into.add(REVERSED)

    def _inside(self, tag: str, element: _Element) -> None:
        self._into.found.pictures += tag == "img"
        if tag == "input":
            self._into.add(_value(element))
        elif tag == "select":
            self._into.add(_chosen(element))
        else:
            self._add(element.text)
            for child in element:
                self.read(child)
                self._add(child.tail)

    def _end(self, tag: str) -> None:
        if tag == "table":
            self._into.end_table()
        elif tag in ("td", "th"):
            self._into.end_cell()
        elif tag not in _INLINE:
            self._into.end_line()

    def _add(self, text: str | None) -> None:
        self._into.add(text, struck=self._struck > 0)


def _value(field: _Element) -> str:
    """What a form's field shows."""
    return "" if (field.get("type") or "").lower() in _SHOWS_NO_VALUE else field.get("value") or ""


def _chosen(choice: _Element) -> str:
    """The option of a closed list that is shown: the one that is selected, else the first."""
    options = list(choice.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None] or options[:1]
    return "".join("".join(map(str, option.itertext())) for option in chosen)


def _span(cell: _Element, name: str) -> int:
    """How far a cell spans, as browsers take it."""
    return max(number(cell.get(name)), 1)


# ------------------------------------------------------------------ encodings


def page_text(data: bytes) -> str:
    """A page's text: by its mark, by what it says of itself, as UTF-8, else as GB 18030."""
    if _MAIL.match(data):
        data = next(_saved_pages(data), data)
    named = _CHARSET.search(data[:4096])
    return decoded(data, named[1].decode()) if named else decoded(data)


def _saved_pages(data: bytes) -> Iterator[bytes]:
    """The pages in a file that a browser saved as a single one."""
    for part in email.message_from_bytes(data, policy=email.policy.default).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content
