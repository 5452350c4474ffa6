"""What a file is, by its bytes; only of a piece of one does its name say more."""

from __future__ import annotations

import re
import zlib
from enum import StrEnum
from io import BytesIO
from zipfile import ZipFile

from xltools.platform.zips import DAMAGED, TooMuch, unpacked, zip_in
from xltools.reader.opening.encoding import decoded
from xltools.reader.opening.package import WORKBOOK, plain_part

MAX_FILE = 32 << 20
MAX_HASHED = 1 << 30
"""Bytes of a file whose content is still looked through to know it again."""


class FileKind(StrEnum):
    """What the bytes are; the value ends the name of the message that calls it so."""

    XLSX = "xlsx"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    LOCKED = "locked"
    BROKEN = "broken"
    OLD_WORKBOOK = "old_workbook"
    ODS = "ods"
    FODS = "fods"
    XLSB = "xlsb"
    XML = "xml"
    UOF = "uof"
    NUMBERS = "numbers"
    GNUMERIC = "gnumeric"
    PDF = "pdf"
    OFD = "ofd"
    PICTURE = "picture"
    ARCHIVE = "archive"
    SPLIT = "split"
    MAIL = "mail"
    CLOUD = "cloud"
    SHORTCUT = "shortcut"
    WORD = "word"
    SLIDES = "slides"
    HTML = "html"
    TEXT = "text"
    UNKNOWN = "unknown"


CONVERTIBLE = {
    FileKind.OLD_WORKBOOK: "xls",
    FileKind.LOCKED: "xlsx",
    FileKind.ODS: "ods",
    FileKind.FODS: "fods",
    FileKind.XLSB: "xlsb",
    FileKind.XML: "xml",
}
"""Workbooks that only LibreOffice reads, with the extension it knows them by.

A locked one among them: it may have no password but the one that Excel knows by itself.
"""

_SIGNATURES = (
    (b"\x89PNG", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"BM", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf", FileKind.ARCHIVE),
    (b"PK\x07\x08", FileKind.SPLIT),
    (b"L\0\0\0\x01\x14\x02\0", FileKind.SHORTCUT),
    (b"{\\rtf", FileKind.WORD),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP = b"\x1f\x8b"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CALCULATED = ("index.zip", "index/calculationengine.iwa")
"""Parts of a table of Apple's: its documents and slides hold no calculation alone."""
_TRANSPARENT = b"E-SafeNet"
"""Mark of a common office encryption product; outside their network such files are noise."""

_HEAD = 4096
_MOST_TOLD = 1 << 20
"""Bytes of a part that is read to learn what a package is."""
_PIECE = re.compile(r"\.(?:(?:zip|7z|rar)\.\d{3}|z\d\d|r\d\d|part\d+\.rar)$", re.IGNORECASE)
_CLOUD = re.compile(r"\.(?:icloud|cloudf?|onedrive)$", re.IGNORECASE)
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\ufffd]")
_HEADER = re.compile(
    r"(?:received|return-path|delivered-to|message-id|from|to|cc|subject|date|reply-to|sender"
    r"|mime-version|content-[a-z-]+|x-[a-z0-9-]+|dkim-signature|thread-[a-z]+):",
)
_SAVED_PAGE = ("snapshot-content-location", "saved by ")


def kind_of(data: bytes, name: str = "") -> FileKind:
    """What these bytes are. Never raises. The name tells only a piece or a stand-in of a file."""
    if _PIECE.search(name):
        return FileKind.SPLIT
    if _CLOUD.search(name) or (data.startswith(b"bplist00") and b"NSURL" in data[:_HEAD]):
        return FileKind.CLOUD
    if not data:
        return FileKind.EMPTY
    if data.startswith(_ZIP):
        return _kind_of_zip(data)
    if data.startswith(_OLE2):
        return _kind_of_ole2(data)
    if data.startswith(_GZIP):
        return FileKind.GNUMERIC if b"gnumeric" in _head_in_gzip(data) else FileKind.ARCHIVE
    if b"%PDF-" in data[:1024]:
        return FileKind.PDF
    if _TRANSPARENT in data[:512]:
        return FileKind.ENCRYPTED
    if not data.strip(b"\0"):
        return FileKind.BROKEN
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    return _kind_of_text(data[:_HEAD])


# ------------------------------------------------------------------ packages


def _kind_of_zip(data: bytes) -> FileKind:
    try:
        with zip_in(BytesIO(data)) as archive:
            kind = _kind_of_parts(archive)
    except (*DAMAGED, TooMuch):
        kind = FileKind.BROKEN
    unknown = kind in (FileKind.ARCHIVE, FileKind.BROKEN)
    return FileKind.SPLIT if unknown and _is_last_piece(data) else kind


def _kind_of_parts(archive: ZipFile) -> FileKind:
    """Raises one of DAMAGED, or TooMuch, where what tells of the kind cannot be read."""
    names = {plain_part(name): name for name in reversed(archive.namelist())}

    def told(part: str) -> str:
        if part not in names:
            return ""
        raw = unpacked(archive, archive.getinfo(names[part]), _MOST_TOLD)
        return (_read(raw) or "").lower()

    mimetype = told("mimetype")
    if WORKBOOK in names:
        return FileKind.XLSX
    if "opendocument" in mimetype and "encryption-data" in told("meta-inf/manifest.xml"):
        return FileKind.ENCRYPTED
    types = told("[content_types].xml")
    folders = {name.partition("/")[0] for name in names}
    found = (
        ("spreadsheetml.sheet.main+xml" in types, FileKind.XLSX),
        ("ms-excel.sheet.macroenabled.main+xml" in types, FileKind.XLSX),
        ("spreadsheetml.template.main+xml" in types, FileKind.XLSX),
        ("xl/workbook.bin" in names, FileKind.XLSB),
        ("opendocument.spreadsheet" in mimetype, FileKind.ODS),
        ("opendocument.text" in mimetype or "word" in folders, FileKind.WORD),
        ("opendocument.presentation" in mimetype or "ppt" in folders, FileKind.SLIDES),
        ("ofd.xml" in names, FileKind.OFD),
        ("uof.xml" in names, FileKind.UOF),
        (not names.keys().isdisjoint(_CALCULATED), FileKind.NUMBERS),
    )
    return next((kind for holds, kind in found if holds), FileKind.ARCHIVE)


def _is_last_piece(data: bytes) -> bool:
    """Whether a zip ends here that began on another volume."""
    end = data.rfind(b"PK\x05\x06")
    return end >= 0 and data[end + 4 : end + 6] not in (b"", b"\0\0", b"\xff\xff")


def _head_in_gzip(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:_HEAD], _HEAD)
    except zlib.error:
        return b""


def _kind_of_ole2(data: bytes) -> FileKind:
    streams = (
        ("EncryptedPackage", FileKind.LOCKED),
        ("Workbook", FileKind.OLD_WORKBOOK),
        ("Book", FileKind.OLD_WORKBOOK),
        ("WordDocument", FileKind.WORD),
        ("PowerPoint Document", FileKind.SLIDES),
        ("__properties_version1.0", FileKind.MAIL),
    )
    for name, kind in streams:
        if (name + "\0").encode("utf-16-le") in data:
            return (
                FileKind.LOCKED if kind is FileKind.OLD_WORKBOOK and _has_filepass(data) else kind
            )
    return FileKind.UNKNOWN


_BEGINNINGS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
"""First record of an old workbook, of Excel 97 or 95: its type, length, version and part."""
_FILEPASS, _SHEETS = 0x2F, 0x85
_RECORDS_LOOKED_AT = 100


def _has_filepass(data: bytes) -> bool:
    """Whether an old workbook is encrypted: it says so before it names its sheets."""
    found = (data.find(beginning) for beginning in _BEGINNINGS)
    at = min((place for place in found if place >= 0), default=len(data))
    for _ in range(_RECORDS_LOOKED_AT):
        record = int.from_bytes(data[at : at + 2], "little")
        if record in (_FILEPASS, _SHEETS):
            return record == _FILEPASS
        at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    return False


# ------------------------------------------------------------------ texts


def _kind_of_text(head: bytes) -> FileKind:
    text = _read(head)
    if text is None:
        return FileKind.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<"):
        return _kind_of_markup(start)
    if start.startswith("[internetshortcut]"):
        return FileKind.SHORTCUT
    if _HEADER.match(start):
        return _kind_of_message(start)
    return FileKind.TEXT


def _kind_of_markup(start: str) -> FileKind:
    told = (
        ("schemas-microsoft-com:office:spreadsheet", FileKind.XML),
        ('progid="excel.sheet"', FileKind.XML),
        ("opendocument.spreadsheet", FileKind.FODS),
        ("opendocument.text", FileKind.WORD),
        ("gnumeric", FileKind.GNUMERIC),
        ("schemas.uof.org", FileKind.UOF),
        ("<uof:uof", FileKind.UOF),
    )
    page = ("<!doctype html", "<html", "<table", "<head", "<body", "<meta")
    if not start.startswith(page):
        for mark, kind in told:
            if mark in start:
                return kind
    if start.startswith(page) or (start.startswith("<?xml") and "html" in start):
        return FileKind.HTML
    return FileKind.TEXT


def _kind_of_message(start: str) -> FileKind:
    """A mail, or a page that a browser saved as one."""
    headers = [line.partition(":")[0] for line in start.splitlines() if _HEADER.match(line)]
    is_page = any(mark in start for mark in _SAVED_PAGE)
    if not is_page and len(headers) > 1 and not {"from", "to", "received"}.isdisjoint(headers):
        return FileKind.MAIL
    return FileKind.HTML if "html" in start or is_page else FileKind.TEXT


def _read(head: bytes) -> str | None:
    """The head of a file as text, or None if it is none."""
    text = decoded(head, whole=False)
    return None if _CONTROL.search(text) else text
