"""One cell's XML: whether the engine can be given it as it is, and if not, what it is given.

The engine gives up at a value that is none of its type, dies of some, or takes it for another.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import escape, unescape
from math import isfinite

from xltools.filing.states import FileState
from xltools.messages import say
from xltools.platform.memory import remembered
from xltools.reader.telling.refusal import Refusal

_USUAL = re.compile(
    rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?:'
    rb' t="(?:str|inlineStr)">'
    rb'| t="s"><v>([0-9]{1,7})</v></c>'
    rb'|(?: t="n")?>(?:<f[^<>]*>(?:[^<]*</f>)?)?(?:<v>-?[0-9]{1,6}(?:\.[0-9]{1,17})?</v>)?</c>)'
)
"""A cell that the engine can be given as it is; of one of the shared texts its number."""
_TEXTS = ("str", "inlineStr")
_ATTRIBUTE = re.compile(rb"""\s([\w:]+)\s*=\s*["']([^"']*)""")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INDEX = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,3})?)?Z?)?"
)
_LAST_DAY = 2_958_465
"""9999-12-31 as a spreadsheet counts days."""
_RESULT = re.compile(rb"<v[^<>]*>([^<]*)</v>")


def are_usual(cells: bytes, count: int, strings: int) -> bool:
    """Whether so many cells can all be given to the engine; there are so many shared texts."""
    found: list[bytes] = _USUAL.findall(cells)
    return len(found) == count and max(map(int, filter(None, found)), default=-1) < strings


def mended(cell: bytes, strings: int) -> tuple[bytes, str | None]:
    """The cell so that the engine takes it, and the error that it holds, if any.

    What is no value of its type goes in as text. Raises Refusal for what is no XML.
    """
    attributes: list[tuple[bytes, bytes]] = _ATTRIBUTE.findall(cell.partition(b">")[0])
    told = dict(attributes)
    if len(told) < len(attributes):
        raise Refusal(FileState.UNREADABLE, "broken")
    address, style = told[b"r"], told.get(b"s", b"0")
    kind, text = told.get(b"t", b"n").decode(errors="replace"), result(cell).strip()
    if kind in _TEXTS:
        return cell, None
    if kind == "n" and not text:
        return b'<c r="%b">' % address, None
    if kind in _VALUES and _VALUES[kind](text, strings):
        if kind == "n" and abs(float(text)) > _LAST_DAY:
            style = b"0"
        given = address, style, kind.encode(), text.encode()
        return b'<c r="%b" s="%b" t="%b"><v>%b</v>' % given, None
    error = {"e": text, "s": say("reader.no_string")}.get(kind)
    return b'<c r="%b" t="str"><v>%b</v>' % (address, escape(text).encode()), error


@remembered(1024)  # the formulas of one return are those of the next
def unescaped(text: bytes) -> str:
    """A piece of XML without markup as the text that it stands for."""
    return unescape(text.decode(errors="replace"))


def result(cell: bytes) -> str:
    """What a cell's XML holds as its value; "" where it has none."""
    found = _RESULT.search(cell)
    return unescaped(found[1]) if found else ""


def _is_number(text: str, _: int) -> bool:
    return bool(_NUMBER.fullmatch(text)) and isfinite(float(text))


def _is_index(text: str, strings: int) -> bool:
    return bool(_INDEX.fullmatch(text)) and int(text) < strings


def _is_truth(text: str, _: int) -> bool:
    return text in ("0", "1")


def _is_day(text: str, _: int) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and datetime.fromisoformat(text).year > 0
    except ValueError:
        return False


_VALUES = {"n": _is_number, "s": _is_index, "b": _is_truth, "d": _is_day}
"""For each type of cell whether a text is one of its values, where there are so many shared texts.

The engine gives up at what is none, dies of some, or takes it for another.
"""
