"""The documents of a run while they wait: in a folder inside OUT, one run each."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from xltools.collection.ledger.names import STAGING
from xltools.platform.files import write_whole


def put_aside(documents: Mapping[str, bytes], staging: Path, sha256: str) -> dict[str, str]:
    """Write the documents of a content to the staging folder; their hashes by ending."""
    for ending, data in documents.items():
        write_whole(staged(staging, sha256, ending), data)
    return {ending: hashlib.sha256(data).hexdigest() for ending, data in documents.items()}


def staged(staging: Path, sha256: str, ending: str) -> Path:
    """Where a document of a content waits to be put in its place."""
    return staging / f"{sha256}{ending}"


@contextmanager
def staging_in(out: Path) -> Generator[Path, None, None]:
    """An empty folder inside `out` of this run alone; those that killed runs left are removed.

    Each run has its own, because the workers of a killed one may still be writing.
    """
    _unstage(out)
    try:
        yield Path(tempfile.mkdtemp(prefix=f"{STAGING}-", dir=out)).absolute()
    finally:
        _unstage(out)


def _unstage(out: Path) -> None:
    for left in out.glob(f"{STAGING}-*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
