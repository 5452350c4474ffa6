"""A Word document (.docx) as it reads with all tracked changes accepted."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element  # pyright: ignore[reportPrivateUsage]

from xltools.messages import say
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

_INSIDE = {
    *("document", "body", "sdt", "sdtContent", "ins", "moveTo", "hyperlink", "smartTag"),
    *("fldSimple", "customXml", "dir", "ruby", "rubyBase", "object", "pict", "drawing"),
    *("inline", "anchor", "graphic", "graphicData", "wsp", "wgp", "wpc", "txbx", "txbxContent"),
    *("group", "shape", "rect", "roundrect", "oval", "textbox", "footnotes", "endnotes"),
    *("oMathPara", "oMath", "f", "num", "sSup", "sSub", "sSubSup", "d", "rad", "deg", "nary", "e"),
    *("acc", "bar", "box", "borderBox", "eqArr", "func", "fName", "groupChr", "limLow", "limUpp"),
    *("lim", "m", "mr", "sPre"),
}
"""Elements that hold text and are none of those below; what is deleted or set aside is not here."""
_MARKS = {"tab": " ", "noBreakHyphen": "-", "cr": "\n", "br": "\n"}
_SIGNS = {"den": "/", "sup": "^", "sub": "_"}
"""The parts of an equation that do not stand behind the one before, and the signs for that."""
_STORED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways of packing that are unpacked in bounded steps."""
_OFF = ("0", "false", "off")
_MAIN = "/officeDocument"
_APART = ("/footnotes", "/endnotes")
"""The ends of relationship types, in both namespaces, of the main part and of what is below it."""


def read_word(data: bytes) -> Published:
    """A .docx, its notes below its text.

    Raises BadZipFile or XMLSyntaxError for what is broken, NotADocument for what is none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = _Parts(package)
        main = next(parts.related("", _MAIN), None) or parts.names.get("word/document.xml")
        root = parts.root(main) if main else None
        if main is None or root is None or _name(root) != "document":
            raise NotADocument
        collector = Collector(DocumentKind.WORD)
        _word(root, collector)
        for kind in _APART:
            for part in parts.related(main, kind):
                _word(parts.root(part), collector)
    collector.end_line()
    return collector.found


class _Parts:
    """The parts of a package: their names know no case, they are found by relationships."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self.names = {
            name.replace("\\", "/").lstrip("/").lower(): name for name in package.namelist()
        }

    def root(self, name: str) -> _Element:
        """The root element of a part, within bounds by what is really unpacked."""
        from lxml import etree

        if self._package.getinfo(name).compress_type not in _STORED:
            raise NotADocument(name)
        with self._package.open(name) as part:
            content = part.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise TooLarge(name)
        refuse_many_attributes(content)
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))

    def related(self, source: str, kind: str) -> Iterator[str]:
        """The parts that a part, or the package itself, names as being of that kind."""
        folder, _, name = source.rpartition("/")
        listed = self.names.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
        if listed is None:
            return
        for one in self.root(listed).iterchildren("{*}Relationship"):
            target = (one.get("Target") or "").replace("\\", "/")
            where = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/").lower()
            if (one.get("Type") or "").endswith(kind) and where in self.names:
                yield self.names[where]


def _name(element: _Element) -> str:
    """An element's name without its namespace; "" for a comment."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=512)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _word(element: _Element, into: Collector) -> None:
    for child in element:
        name = _name(child)
        if name == "r":
            _run(child, into)
        elif name in _INSIDE:
            _word(child, into)
        elif name in _HOLDERS:
            _HOLDERS[name](child, into)


def _run(run: _Element, into: Collector) -> None:
    """A run of text of one look: what is hidden is not seen, what is struck out is told."""
    style = _style(run, "rPr")
    if _is(style, "vanish"):
        return
    struck = _is(style, "strike") or _is(style, "dstrike")
    for child in run:
        name = _name(child)
        if name in ("drawing", "pict"):
            into.found.pictures += 1
        if name == "t":
            into.add(child.text, struck=struck)
        elif name == "sym":
            into.add(_symbol(child))
        elif name in _MARKS:
            _mark(_MARKS[name], into)
        elif name in _INSIDE:
            _word(child, into)
        elif name == "AlternateContent":
            _alternate(child, into)


def _mark(mark: str, into: Collector) -> None:
    if mark == "\n":
        into.end_line()
    else:
        into.add(mark)


def _symbol(symbol: _Element) -> str:
    try:
        return chr(int(_value(symbol, "char"), 16))
    except (ValueError, OverflowError):
        return "\ufffd"


def _alternate(element: _Element, into: Collector) -> None:
    """The first that holds anything, of what is drawn for newer and for older programs."""
    for child in element:
        before = len(into.found.lines)
        _word(child, into)
        into.end_line()
        if len(into.found.lines) > before:
            return


def _paragraph(paragraph: _Element, into: Collector) -> None:
    style = _style(paragraph, "pPr")
    into.counted = "numPr" in style
    _word(paragraph, into)
    mark = style.get("rPr")
    if mark is None or mark.find("{*}del") is None:
        into.end_line()


def _reversed(element: _Element, into: Collector) -> None:
    if _value(element, "val") == "rtl":
        into.add(REVERSED)
    _word(element, into)


def _table(table: _Element, into: Collector) -> None:
    into.begin_table()
    _word(table, into)
    into.end_table()


def _row(row: _Element, into: Collector) -> None:
    style = _style(row, "trPr")
    if "del" not in style and not _is(style, "hidden"):
        before = style.get("gridBefore")
        into.begin_row(0 if before is None else number(_value(before, "val")))
        _word(row, into)


def _cell(cell: _Element, into: Collector) -> None:
    style = _style(cell, "tcPr")
    if "cellDel" in style:
        return
    span, merge = style.get("gridSpan"), style.get("vMerge")
    across = 1 if span is None else max(number(_value(span, "val")), 1)
    continues = merge is not None and _value(merge, "val", "continue") == "continue"
    into.begin_cell(across, continues=continues)
    _word(cell, into)
    into.end_cell()


def _bookmark(start: _Element, into: Collector) -> None:
    into.mark(_value(start, "name"))


def _formula(part: _Element, into: Collector) -> None:
    """A part of an equation that stands below the one before, or smaller beside it."""
    into.add(_SIGNS[_name(part)])
    _word(part, into)


def _phantom(equation: _Element, into: Collector) -> None:
    """What takes the place of an equation's part, and shows it or not."""
    shown = _style(equation, "phantPr").get("show")
    if shown is None or _value(shown, "val", "1") not in _OFF:
        _word(equation, into)


def _chunk(_: _Element, into: Collector) -> None:
    """A whole file within the document, which only a word processor opens."""
    into.end_line()
    into.add(say("document.chunk"))
    into.end_line()


def _note(note: _Element, into: Collector) -> None:
    """A note's text; the lines that part notes from the text have a type."""
    if _value(note, "type") in ("", "normal"):
        _word(note, into)


_HOLDERS = {
    "p": _paragraph,
    "tbl": _table,
    "tr": _row,
    "tc": _cell,
    "bookmarkStart": _bookmark,
    "bdo": _reversed,
    "AlternateContent": _alternate,
    "altChunk": _chunk,
    **dict.fromkeys(_SIGNS, _formula),
    "phant": _phantom,
    "footnote": _note,
    "endnote": _note,
}


def _style(element: _Element, group: str) -> Mapping[str, _Element]:
    """The properties of an element by name: they stand first, in a group of their own."""
    for holder in islice(element, 2):
        if _name(holder) == group:
            return {_name(child): child for child in reversed(holder)}
    return {}


def _is(style: Mapping[str, _Element], name: str) -> bool:
    """Whether a property that is on or off is on."""
    found = style.get(name)
    return found is not None and _value(found, "val", "1") not in _OFF


def _value(element: _Element, name: str, otherwise: str = "") -> str:
    """An attribute in whichever of the two namespaces of Word documents."""
    for key, value in element.attrib.items():
        if _local(str(key)) == name:
            return str(value)
    return otherwise
