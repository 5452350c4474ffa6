"""Inputs of every kind that clerks' programs and worse make, each with what becomes of it.

One table for all commands. Small ones are made of one filled return; large ones are not kept but
made here.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from books import read_part, rezipped, with_cell, with_part
from filings import busy

from xltools.law.edition import load
from xltools.layout.return_book import COVER, Spot, layout_of
from xltools.template import pour

EDITION = load("2021")
LAYOUT = layout_of(EDITION)
FIGURE = LAYOUT.figures["disclosure.licensing.decisions"]
DATE = LAYOUT.cover["date"]
NAME = LAYOUT.cover["name"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Input:
    """A file: what it is called, its bytes, and the word for what becomes of it.

    `finding` is the id of what is said of it, "" where that does not matter.
    """

    name: str
    data: bytes
    state: str
    finding: str = ""


@cache
def base() -> bytes:
    """A filled return with shared texts, as Excel writes one."""
    book = pour(busy(EDITION))
    texts: list[str] = []

    def shared(found: re.Match[str]) -> str:
        texts.append(f"<si>{found[3]}</si>")
        return f'{found[1]} t="s"{found[2]}><v>{len(texts) - 1}</v></c>'

    inline = re.compile(r'(<c [^>]*?) t="inlineStr"([^>]*)><is>(.*?)</is></c>', re.DOTALL)
    made: dict[str, bytes | None] = {}
    for name in parts(book):
        if name.startswith("xl/worksheets/"):
            made[name] = inline.sub(shared, read_part(book, name)).encode()
    listed = f'<sst xmlns="{MAIN}">{"".join(texts)}</sst>'
    made["xl/sharedStrings.xml"] = listed.encode()
    relation = f'<Relationship Id="rS" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/>'
    relations = read_part(book, "xl/_rels/workbook.xml.rels")
    end = "</Relationships>"
    made["xl/_rels/workbook.xml.rels"] = relations.replace(end, relation + end).encode()
    return rezipped(book, made)


def parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def renamed(rename: Callable[[str], str], *targets: tuple[str, str]) -> bytes:
    """The return with its parts under other names, and texts in relationships changed."""
    made = {rename(name): data for name, data in parts(base()).items()}
    for name in made:
        if name.lower().endswith((".rels", "[content_types].xml")):
            text = made[name].decode()
            for old, new in targets:
                text = text.replace(old, new)
            made[name] = text.encode()
    return zipped(made)


def cell(spot: Spot, xml: str) -> bytes:
    return with_cell(base(), spot, xml.format(r=f'r="{spot.address}"'))


def without_addresses() -> bytes:
    book = base()
    for name in parts(book):
        if name.startswith("xl/worksheets/sheet"):
            book = rezipped(book, {name: _counted(read_part(book, name)).encode()})
    return book


def _counted(xml: str) -> str:
    """A sheet whose cells do not say where they stand; gaps are filled with empty ones."""
    from xml.etree import ElementTree

    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    root = ElementTree.fromstring(xml)
    data = root.find(f"{main}sheetData")
    assert data is not None
    rows = {int(row.get("r", "")): row for row in data}
    data[:] = []
    for number in range(1, max(rows, default=0) + 1):
        row = rows.get(number, ElementTree.Element(f"{main}row"))
        held = {c.attrib.pop("r").rstrip("0123456789"): c for c in list(row)}
        row.attrib.pop("r", None)
        row[:] = []
        for column in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: 26 if held else 0]:
            row.append(held.get(column, ElementTree.Element(f"{main}c")))
        data.append(row)
    return ElementTree.tostring(root, encoding="unicode")


def encoded(part: str, encoding: str) -> bytes:
    xml = read_part(base(), part)
    body = xml.partition("?>")[2] if xml.startswith("<?xml") else xml
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{body}'
    return rezipped(base(), {part: declared.encode(encoding)})


def lying(name: str, size: int, stated: int) -> bytes:
    """The return with a part that unpacks to `size` and says that it is `stated`."""
    book = rezipped(base(), {name: bytes(size)})
    data = bytearray(book)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.find(signature)
        while start >= 0:
            if struct.unpack_from("<I", data, start + at)[0] == size:
                struct.pack_into("<I", data, start + at, stated)
            start = data.find(signature, start + 4)
    return bytes(data)


def _parts_of_any_kind() -> Iterator[Input]:
    read = "passed"
    move = (('xl/workbook.xml"', 'xl/workbook2.xml"'),)
    yield Input(
        "另一名称.xlsx", renamed(lambda n: n.replace("xl/workbook.xml", "xl/workbook2.xml").replace(
            "_rels/workbook.xml.rels", "_rels/workbook2.xml.rels"), *move), read
    )  # fmt: skip
    yield Input(
        "在根.xlsx",
        renamed(
            lambda n: n.removeprefix("xl/"),
            ('Target="/xl/', 'Target="/'),
            ('Target="xl/', 'Target="'),
            ('PartName="/xl/', 'PartName="/'),
        ),
        read,
    )
    yield Input("大写.xlsx", renamed(str.upper), read)
    yield Input("小写.xlsx", renamed(str.lower), read)
    yield Input("反斜.xlsx", renamed(lambda n: n.replace("/", "\\")), read)
    yield Input(
        "反斜目标.xlsx",
        renamed(str, ('Target="/xl/worksheets/', 'Target="worksheets\\')),
        read,
    )
    for number, (part, encoding) in enumerate((
        ("xl/sharedStrings.xml", "utf-16"),
        ("xl/worksheets/sheet3.xml", "utf-16"),
        ("xl/workbook.xml", "utf-16"),
        ("[Content_Types].xml", "utf-16"),
        ("xl/worksheets/sheet4.xml", "gb18030"),
        ("xl/sharedStrings.xml", "gbk"),
    )):  # fmt: skip
        yield Input(f"编码{number}.xlsx", encoded(part, encoding), read)
    yield Input("无地址.xlsx", without_addresses(), read)
    gone = {"_rels/.rels": None}
    yield Input("无关系.xlsx", rezipped(base(), gone), read)


def _values() -> Iterator[Input]:
    good = {"有千分位": "1,234"}
    for name, text in good.items():
        yield Input(f"{name}.xlsx", cell(FIGURE, f"<c {{r}}><v>{text}</v></c>"), "passed")
    bad = ("-inf", "nan", "1e999", "INF", "1_000", "十", "1,35", "0x10", "99999999999999999999")
    for number, text in enumerate(bad):
        made = cell(FIGURE, f'<c {{r}} t="n"><v>{text}</v></c>')
        yield Input(f"坏数{number}.xlsx", made, "errors", "T2-VALID")
    for number, text in enumerate(("-inf", "1e300", "-99999999", "nan")):
        made = cell(DATE, f'<c {{r}} s="1"><v>{text}</v></c>')
        yield Input(f"坏日期{number}.xlsx", made, "errors", "I-DATE")
    for number, text in enumerate(("2026-13-45", "9999999-01-01", "2026-01-20T99:99:99", "x")):
        made = cell(DATE, f'<c {{r}} t="d"><v>{text}</v></c>')
        yield Input(f"坏时间{number}.xlsx", made, "errors", "I-DATE")
    for number, text in enumerate(("-1", "99999", "x", "1.5")):
        made = cell(NAME, f'<c {{r}} t="s"><v>{text}</v></c>')
        yield Input(f"坏序号{number}.xlsx", made, "errors", "I-UNREADABLE-TEXT/name")
    twice = cell(FIGURE, '<c {r} s="1" s="2"><v>-inf</v></c>')
    yield Input("重复属性.xlsx", twice, "unreadable", "I-BROKEN")
    for number, (kind, text) in enumerate((("b", "7"), ("z", "5"), ("e", "#N/A"))):
        made = cell(FIGURE, f'<c {{r}} t="{kind}"><v>{text}</v></c>')
        yield Input(f"坏类型{number}.xlsx", made, "errors" if kind == "e" else "passed")


def _formulas() -> Iterator[Input]:
    total = LAYOUT.figures["requests.new.total"]
    long = ("IF" * 40_000, "'" * 8000, "a." * 4000, '"' * 8001, "$A$1:" * 1600, "'a''" * 2000)
    for number, text in enumerate(long):
        escaped = text.replace('"', "&quot;")
        made = cell(total, f"<c {{r}}><f>{escaped}</f><v>3</v></c>")
        yield Input(f"长公式{number}.xlsx", made, "errors")


def _lies() -> Iterator[Input]:
    for number, size in enumerate((9 << 20, 70 << 20)):
        made = lying("xl/worksheets/sheet3.xml", size, 1000)
        yield Input(f"谎报{number}.xlsx", made, "unreadable", "I-BROKEN")
    yield Input("谎报类型.xlsx", lying("mimetype", 70 << 20, 1000), "unreadable", "I-BROKEN")
    yield Input("大部件.xlsx", rezipped(base(), {"xl/worksheets/sheet3.xml": bytes(9 << 20)}),
                "too_big", "I-TOO-BIG")  # fmt: skip
    tags = b'<worksheet xmlns="x"><sheetData>' + b"<a/>" * 500_000 + b"</sheetData></worksheet>"
    yield Input("百万标签.xlsx", rezipped(base(), {"xl/worksheets/sheet3.xml": tags}), "errors")
    names = " ".join(f'a{n}="1"' for n in range(100_000))
    many = f'<worksheet {names} xmlns:x="x/spreadsheetml/"><sheetData/></worksheet>'.encode()
    yield Input("十万属性.xlsx", rezipped(base(), {"xl/worksheets/sheet3.xml": many}), "errors")
    nested = b"<a>" * 200_000
    yield Input("深层.xlsx", rezipped(base(), {"xl/worksheets/sheet3.xml": b"<!---->" + nested}),
                "unreadable", "I-BROKEN")  # fmt: skip
    doctype = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    yield Input("实体.xlsx", rezipped(base(), {"xl/worksheets/sheet3.xml": doctype.encode()}),
                "unreadable", "I-UNUSUAL")  # fmt: skip


def _damaged_packages() -> Iterator[Input]:
    book = base()
    end = book.rfind(b"PK\x05\x06")
    for number, change in enumerate((b"\xff" * 4, b"\0\0\0\x7f")):
        made = book[: end + 16] + change + book[end + 20 :]  # where the directory begins
        yield Input(f"坏目录{number}.xlsx", made, "unreadable", "I-BROKEN")
    method = bytearray(book)
    at = method.find(b"PK\x01\x02")
    for number, code in enumerate((14, 12, 99)):
        struct.pack_into("<H", method, at + 10, code)
        yield Input(f"压缩方式{number}.xlsx", bytes(method), "")
    garbage = io.BytesIO(book)
    with zipfile.ZipFile(garbage, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("mimetype", b"x" * 50)
    data = bytearray(garbage.getvalue())
    at = data.rfind(b"PK\x03\x04")
    data[at + 38 : at + 50] = bytes(12)
    yield Input("坏类型说明.xlsx", bytes(data), "unreadable", "I-BROKEN")


def _of_other_programs() -> Iterator[Input]:
    """Files that are no .xlsx, each called by its own name."""
    ole2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

    def old(*records: tuple[int, bytes]) -> bytes:
        told = ((0x809, b"\0\x06\x05\0" + bytes(12)), *records)
        body = b"".join(struct.pack("<HH", code, len(data)) + data for code, data in told)
        return ole2 + body + bytes(512) + "Workbook\0".encode("utf-16-le")

    for number, records in enumerate(
        (((0x2F, bytes(6)),), ((0x86, b""), (0x2F, bytes(54))), ((0xE1, b"\xb0\x04"), (0x2F, b"")))
    ):
        yield Input(f"加密{number}.xls", old(*records), "encrypted", "I-ENCRYPTED")
    yield Input("未加密.xls", old((0x85, bytes(20)), (0x2F, b"")), "other_format")
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    sheet = b"application/vnd.oasis.opendocument.spreadsheet"
    locked = {"mimetype": sheet, "META-INF/manifest.xml": manifest}
    yield Input("加密.ods", zipped(locked), "encrypted", "I-ENCRYPTED")
    numbers = {"Index/Document.iwa": b"1", "Index/CalculationEngine.iwa": b"1"}
    yield Input("表.numbers", zipped(numbers), "other_format", "I-NUMBERS")
    yield Input("旧表.numbers", zipped({"Index.zip": b"1"}), "other_format", "I-NUMBERS")
    gnumeric = b'<?xml version="1.0"?><gnm:Workbook xmlns:gnm="http://www.gnumeric.org/v10.dtd"/>'
    yield Input("表.gnumeric", gzip.compress(gnumeric), "other_format", "I-GNUMERIC")
    yield Input("表.xml", gnumeric, "other_format", "I-GNUMERIC")
    uof = '<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>'
    yield Input("表.uof", uof.encode(), "other_format", "I-UOF")
    yield Input("表2.uof", zipped({"uof.xml": uof.encode()}), "other_format", "I-UOF")
    for name in ("卷.zip.001", "卷.z01", "卷.part1.rar", "卷.7z.002", "卷.r00"):
        yield Input(name, b"PK\x03\x04" + bytes(90), "not_workbook", "I-SPLIT")
    last = bytearray(zipped({"a.xlsx": bytes(9)}))
    struct.pack_into("<HH", last, last.rfind(b"PK\x05\x06") + 4, 1, 1)
    struct.pack_into("<I", last, last.rfind(b"PK\x05\x06") + 16, 9999)
    yield Input("末卷", bytes(last), "not_workbook", "I-SPLIT")
    for number, headers in enumerate((
        "Received: from a by b\nSubject: x\n",
        "From: 甲 <a@b.example>\nTo: c@d.example\nSubject: 年报\nMIME-Version: 1.0\n",
        "Return-Path: <a@b.example>\nDate: 1\nFrom: a@b.example\n\n<html>",
    )):  # fmt: skip
        yield Input(f"信{number}.eml", headers.encode(), "not_workbook", "I-MAIL")
    msg = ole2 + "__properties_version1.0\0".encode("utf-16-le")
    yield Input("信.msg", msg, "not_workbook", "I-MAIL")
    yield Input(".表.xlsx.icloud", b"bplist00" + b"NSURLNameKey", "not_workbook", "I-CLOUD")
    yield Input("表.icloud", b"", "not_workbook", "I-CLOUD")
    yield Input("云.xlsx", b"bplist00....NSURLFileResourceTypeKey", "not_workbook", "I-CLOUD")
    link = b"L\0\0\0\x01\x14\x02\0" + bytes(60)
    yield Input("表.lnk", link, "not_workbook", "I-SHORTCUT")
    yield Input("表.url", b"[InternetShortcut]\r\nURL=x", "not_workbook", "I-SHORTCUT")
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = bomb.compress(bytes(80 << 20)) + bomb.flush()
    yield Input("炸弹.gz", packed, "not_workbook", "I-ARCHIVE")
    saved = "From: <Saved by Blink>\nSubject: a\nMIME-Version: 1.0\nContent-Type: text/html\n"
    yield Input("网页.mht", saved.encode(), "not_workbook", "I-NOT-WORKBOOK")


def _strange_sheets() -> Iterator[Input]:
    book = base()
    yield Input(
        "两名.xlsx",
        rezipped(book, {"xl/workbook.xml": read_part(book, "xl/workbook.xml").replace(
            f'name="{COVER}"', 'name="校验"').encode()}),
        "unreadable", "I-UNUSUAL",
    )  # fmt: skip
    far = '<row r="9999"><c r="XFD9999" s="1"/></row></sheetData>'
    yield Input(
        "远格.xlsx", with_part(book, COVER, lambda x: x.replace("</sheetData>", far)), "passed"
    )


@cache
def inputs() -> tuple[Input, ...]:
    """Every one of them."""
    kinds = (
        *(_parts_of_any_kind, _values, _formulas, _lies, _damaged_packages),
        *(_of_other_programs, _strange_sheets),
    )
    return tuple(made for kind in kinds for made in kind())
