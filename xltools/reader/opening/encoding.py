"""Bytes as text, in whichever encoding people and their systems wrote them."""

from __future__ import annotations

from codecs import getincrementaldecoder

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""How a text begins in encodings that need not be named."""
_NATIONAL = "gb18030"
_FORERUNNERS = ("gb2312", "gbk")


def decoded(data: bytes, named: str = _NATIONAL, *, whole: bool = True) -> str:
    """By its mark, as UTF-8, in the encoding that it names, else as the Chinese systems write.

    What is no character there is replaced. Of data that is not `whole` the end may be cut.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, "replace", whole)
    for encoding in ("utf-8", _NATIONAL if named.lower() in _FORERUNNERS else named):
        try:
            return _decoded(data, encoding, "strict", whole)
        except (UnicodeError, LookupError):
            continue
    return _decoded(data, _NATIONAL, "replace", whole)


def _decoded(data: bytes, encoding: str, errors: str, whole: bool) -> str:
    if whole:
        return data.decode(encoding, errors)
    return getincrementaldecoder(encoding)(errors).decode(data)
