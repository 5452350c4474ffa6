"""What a file is, by its bytes and never by its name; and what may go near a parser.

`Package` holds the parts of a workbook that passed the guards. Nothing else of the file is
ever parsed: the engine gets a package repacked from these very bytes, so sizes that lie and
names that stand twice do not reach it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection, Iterable
from enum import StrEnum
from io import BytesIO

from xltools.reader.refusal import ReadState, Refusal

MAX_FILE = 32 << 20
MAX_TOTAL = 64 << 20
MAX_PART = 8 << 20
MAX_MEMBERS = 300

WORKBOOK = "xl/workbook.xml"


class Kind(StrEnum):
    """What the bytes are; the value ends the name of the message that calls it so."""

    XLSX = "xlsx"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    OLD_WORKBOOK = "old_workbook"
    ODS = "ods"
    XLSB = "xlsb"
    XML = "xml"
    PDF = "pdf"
    OFD = "ofd"
    PICTURE = "picture"
    ARCHIVE = "archive"
    WORD = "word"
    SLIDES = "slides"
    HTML = "html"
    TEXT = "text"
    UNKNOWN = "unknown"


CONVERTIBLE = {Kind.OLD_WORKBOOK: "xls", Kind.ODS: "ods", Kind.XLSB: "xlsb", Kind.XML: "xml"}
"""Workbooks that only LibreOffice reads, with the extension it knows them by."""

_SIGNATURES = (
    (b"\x89PNG", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF8", Kind.PICTURE),
    (b"BM", Kind.PICTURE),
    (b"II*\0", Kind.PICTURE),
    (b"MM\0*", Kind.PICTURE),
    (b"Rar!", Kind.ARCHIVE),
    (b"7z\xbc\xaf", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"{\\rtf", Kind.WORD),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TRANSPARENT = b"E-SafeNet"
"""Mark of a common office encryption product; outside their network such files are noise."""

_CUT = re.compile("\ufffd{1,2}$")
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\ufffd]")


def kind_of(data: bytes) -> Kind:
    """What these bytes are. Never raises."""
    if not data:
        return Kind.EMPTY
    if data.startswith(_ZIP):
        return _kind_of_zip(data)
    if data.startswith(_OLE2):
        return _kind_of_ole2(data)
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if _TRANSPARENT in data[:512]:
        return Kind.ENCRYPTED
    if not data.strip(b"\0"):
        return Kind.BROKEN
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    return _kind_of_text(data[:4096])


def _kind_of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {name.replace("\\", "/") for name in archive.namelist()}
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return Kind.BROKEN
    folders = {name.partition("/")[0] for name in names}
    found = (
        (WORKBOOK in names, Kind.XLSX),
        ("xl/workbook.bin" in names, Kind.XLSB),
        (b"opendocument.spreadsheet" in mimetype, Kind.ODS),
        (b"opendocument.text" in mimetype or "word" in folders, Kind.WORD),
        (b"opendocument.presentation" in mimetype or "ppt" in folders, Kind.SLIDES),
        ("OFD.xml" in names, Kind.OFD),
    )
    return next((kind for holds, kind in found if holds), Kind.ARCHIVE)


def _kind_of_ole2(data: bytes) -> Kind:
    streams = (
        ("EncryptedPackage", Kind.ENCRYPTED),
        ("Workbook", Kind.OLD_WORKBOOK),
        ("Book", Kind.OLD_WORKBOOK),
        ("WordDocument", Kind.WORD),
        ("PowerPoint Document", Kind.SLIDES),
    )
    for name, kind in streams:
        if (name + "\0").encode("utf-16-le") in data:
            return kind
    return Kind.UNKNOWN


def _kind_of_text(head: bytes) -> Kind:
    text = _decoded(head)
    if text is None:
        return Kind.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<") and 'progid="excel.sheet"' in start:
        return Kind.XML
    if start.startswith(("<!doctype html", "<html", "<table", "<head", "<body", "<meta")):
        return Kind.HTML
    if start.startswith(("<?xml", "mime-version:")) and "html" in start:
        return Kind.HTML
    return Kind.TEXT


def _decoded(head: bytes) -> str | None:
    """The head of a file as text, or None if it is none. A character may be cut at its end."""
    encodings = ("utf-8", "gb18030")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    for encoding in encodings:
        text = _CUT.sub("", head.decode(encoding, errors="replace"))
        if not _CONTROL.search(text):
            return text
    return None


_MACROS = "xl/vbaProject.bin"
_LINKS = re.compile(r"xl/externalLinks/[^/]+\.xml")
_PASTED = ("xl/media/", "xl/charts/chart", "xl/embeddings/")


class Package:
    """The parts of an OOXML workbook, unpacked within bounds."""

    def __init__(self, data: bytes, most: int = MAX_PART, total: int = MAX_TOTAL) -> None:
        """Raises Refusal for a package with too many or too large members."""
        self._most = most
        self._archive = zipfile.ZipFile(BytesIO(data))
        members = self._archive.infolist()
        self._names = {member.filename.replace("\\", "/"): member for member in members}
        size = sum(member.file_size for member in members)
        if len(members) > MAX_MEMBERS or size > total:
            raise Refusal(ReadState.TOO_BIG, "too_big")

    def read(self, name: str) -> bytes:
        """One part. Raises Refusal if it is missing, damaged, encrypted or too large."""
        try:
            member = self._names[name]
            if member.file_size > self._most:
                raise Refusal(ReadState.TOO_BIG, "too_big")
            return self._archive.read(member)
        except (
            KeyError,
            EOFError,
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise Refusal(ReadState.UNREADABLE, "broken") from error

    @property
    def names(self) -> Collection[str]:
        """The names of all parts."""
        return self._names.keys()

    def __contains__(self, name: str) -> bool:
        return name in self._names

    @property
    def pasted(self) -> int:
        """How many pictures, charts and embedded objects the workbook holds: ours hold none."""
        return sum(name.startswith(_PASTED) for name in self._names)

    @property
    def has_macros(self) -> bool:
        """Whether the workbook carries programs, which are neither run nor read."""
        return _MACROS in self._names

    @property
    def links(self) -> int:
        """How many other files the workbook refers to. None of them is ever opened."""
        return sum(bool(_LINKS.fullmatch(name)) for name in self._names)


def repacked(parts: Iterable[tuple[str, bytes]]) -> BytesIO:
    """A package of these parts, stored without compression."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content)
    packed.seek(0)
    return packed
