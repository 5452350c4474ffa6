"""Part XML made safe: no document type, no elements nested without end, in UTF-8."""

from __future__ import annotations

import re
import sys
from xml.etree import ElementTree

from xltools.filing.states import FileState
from xltools.reader.telling.refusal import Refusal

_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']*)["']""")
_DEEPEST = 256
"""Elements within each other; a workbook's are ten at most."""
_DOCTYPE = b"<!DOCTYPE"
_SMALL_STACK = sys.platform == "emscripten"
"""Whether freeing a tree of many levels ends the process: in a browser it does."""
_MOST_PARSED = 8 << 20
"""Bytes: a tree takes many times the memory of its text."""
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


class _Guarded(ElementTree.TreeBuilder):
    """Builds the tree of a part that has no document type and no elements nested without end."""

    depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        """Called for each element, before its content."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Refusal(FileState.UNREADABLE, "broken")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        """Called for each element, after its content."""
        self.depth -= 1
        return super().end(tag)

    def doctype(self, *_: object) -> None:
        """Called before anything that it declares can be used."""
        raise Refusal(FileState.UNREADABLE, "unusual")


def parsed(xml: bytes) -> ElementTree.Element:
    """The root element. Raises Refusal for broken, very long XML, and for any document type."""
    if len(xml) > _MOST_PARSED:
        raise Refusal(FileState.TOO_BIG, "too_big")
    xml = in_utf8(xml)
    guarded = _DOCTYPE in xml or _SMALL_STACK
    target = _Guarded() if guarded else None  # without, elements never pass through Python
    try:
        root = ElementTree.fromstring(xml, ElementTree.XMLParser(target=target))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise Refusal(FileState.UNREADABLE, "broken") from error
    if xml.count(b"</") >= _DEEPEST and _is_deep(root):
        raise Refusal(FileState.UNREADABLE, "broken")
    return root


def _is_deep(root: ElementTree.Element) -> bool:
    """Whether elements are nested without end."""
    level = [root]
    for _ in range(_DEEPEST):
        level = [inner for element in level for inner in element]
    return bool(level)


def in_utf8(part: bytes) -> bytes:
    """A part's XML in UTF-8, whichever encoding it declares. Raises Refusal for a wrong one."""
    declared = _ENCODING.search(part[:200])
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif b"\0" in part[:2]:
        encoding = "utf-16-be" if part[:1] == b"\0" else "utf-16-le"
    elif declared and declared[1].lower() != b"utf-8":
        encoding = declared[1].decode()
    else:
        return part
    try:
        return _DECLARATION.sub("", part.decode(encoding)).encode()
    except (LookupError, ValueError) as error:
        raise Refusal(FileState.UNREADABLE, "broken") from error
