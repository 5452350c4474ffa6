"""Files that are no workbook of ours, or no whole one: each with what is said of it."""

from __future__ import annotations

import io
import zipfile

from xltools.filing.states import FileState


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return made.getvalue()


OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PLAIN = zipped(**{"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"})


FILES = {
    "nothing": (b"", FileState.EMPTY, "I-EMPTY"),
    "zeros": (bytes(2000), FileState.UNREADABLE, "I-BROKEN"),
    "html": ("<html><table><tr><td>表</td></tr></table>".encode(), FileState.NOT_WORKBOOK, "网页"),
    "mhtml": (b"MIME-Version: 1.0\nContent-Type: text/html\n", FileState.NOT_WORKBOOK, "网页"),
    "csv": ("单位,件数\n某某局,3\n".encode("gbk"), FileState.NOT_WORKBOOK, "文本"),
    "csv utf-16": ("单位\t件数\n".encode("utf-16"), FileState.NOT_WORKBOOK, "文本"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", FileState.DOCUMENT, "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(50), FileState.DOCUMENT, "图片"),
    "rar": (b"Rar!\x1a\x07\x01\x00", FileState.NOT_WORKBOOK, "压缩包"),
    "zip": (zipped(a=b"1"), FileState.NOT_WORKBOOK, "I-ARCHIVE"),
    "docx": (zipped(word__document=b"<w/>"), FileState.DOCUMENT, "文字文档"),
    "pptx": (zipped(ppt__presentation=b"<p/>"), FileState.NOT_WORKBOOK, "演示文稿"),
    "rtf": (b"{\\rtf1\\ansi}", FileState.DOCUMENT, "文字文档"),
    "doc": (OLE2 + "WordDocument\0".encode("utf-16-le"), FileState.DOCUMENT, "文字文档"),
    "noise": (bytes(range(1, 200)) * 9, FileState.NOT_WORKBOOK, "无法识别"),
    "password": (OLE2 + "EncryptedPackage\0".encode("utf-16-le"), FileState.ENCRYPTED, "加密"),
    "office encryption": (b"b\x14#e\0\0\0\0E-SafeNet\0", FileState.ENCRYPTED, "加密"),
    "cut zip": (b"PK\x03\x04" + bytes(40), FileState.UNREADABLE, "损坏"),
    "hollow workbook": (PLAIN, FileState.UNREADABLE, "损坏"),
}
