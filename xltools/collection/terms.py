"""By what a content was examined: the program as it is, the year wanted, last year's figures.

An examination is kept for as long as these are the same; another program, or the same with one
sentence changed, examines everything anew.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import xltools

_LENGTH = 16


def terms_of(year: int | None, previous: str = "") -> str:
    """The terms in one word; `previous` is a digest of last year's figures."""
    return ":".join((program(), str(year or ""), previous))


@cache
def program() -> str:
    """The program's version and a digest of all that it consists of."""
    package = Path(xltools.__file__).parent
    digest = sha256()
    for file in sorted(package.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(sha256(file.read_bytes()).digest())
    return f"{xltools.__version__}-{digest.hexdigest()[:_LENGTH]}"
