"""Word documents as PDF, by LibreOffice where it is installed."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from xltools.messages import say
from xltools.platform import libreoffice

TOGETHER = 50
"""How many documents are converted in one run of LibreOffice."""
_START, _EACH = 120, 20
"""Seconds that LibreOffice may take to start, and for a document."""


class NoPdf(RuntimeError):
    """There is no LibreOffice, or it failed; the message is the sentence for the user."""


def office() -> Path:
    """The program. Raises NoPdf where there is none."""
    found = libreoffice()
    if found is None:
        raise NoPdf(say("pdf.no_office"))
    return found


def to_pdf(documents: Sequence[bytes]) -> list[bytes]:
    """The PDF of each .docx, in their order. Raises NoPdf.

    It works in a folder and with a profile of its own: a LibreOffice that is open does not
    stand in its way, and nothing of the user's is touched.
    """
    program = office()
    with tempfile.TemporaryDirectory(prefix="pdf-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        files = [work / f"{number}.docx" for number in range(len(documents))]
        for file, data in zip(files, documents, strict=True):
            file.write_bytes(data)
        profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
        command = [str(program), profile, "--headless", "--convert-to", "pdf"]
        try:
            subprocess.run(
                [*command, "--outdir", str(work), *map(str, files)],
                check=True,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_START + _EACH * len(files),
            )
            return [file.with_suffix(".pdf").read_bytes() for file in files]
        except (OSError, subprocess.SubprocessError) as error:
            raise NoPdf(say("pdf.failed")) from error
