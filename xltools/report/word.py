"""A filing's report as a Word document: the template compiled once, filled for each filing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import jinja2

from xltools.law.edition import Edition
from xltools.report.word_template import DOCUMENT, add_part, word_template

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Compiled:
    """A Word template ready to be filled: its tagged parts compiled, the others packed as is."""

    package: bytes
    parts: Mapping[str, jinja2.Template]

    def render(self, content: Mapping[str, object]) -> bytes:
        """The document; the same bytes for the same content."""
        made = io.BytesIO(self.package)
        made.seek(0, io.SEEK_END)
        with zipfile.ZipFile(made, "a") as package:
            for name, template in self.parts.items():
                add_part(package, name, template.render(content).encode())
        return made.getvalue()


@cache
def compiled(edition: Edition) -> Compiled:
    """The edition's own template, compiled once a process."""
    return compile_own(word_template(edition))


def compile_own(template: bytes) -> Compiled:
    """A template of ours, a .docx with tags, compiled."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    package: dict[str, bytes] = {}
    parts: dict[str, jinja2.Template] = {}
    for name, data in parts_of(template).items():
        if tagged(name, data):
            parts[name] = environment.from_string(healed(data))
        else:
            package[name] = data
    return Compiled(packed(package), parts)


def parts_of(document: bytes) -> dict[str, bytes]:
    """The parts of a .docx by name. Raises BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a .docx."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in parts.items():
            add_part(package, name, data)
    return made.getvalue()


def tagged(name: str, data: bytes) -> bool:
    """Whether a part holds tags; the document itself counts as one that does."""
    return name == DOCUMENT or (name.endswith(".xml") and (b"{{" in data or b"{%" in data))


def healed(xml: bytes) -> str:
    """A part's XML with its tags made whole and lifted out of the paragraphs they stand in."""
    from docxtpl import DocxTemplate  # slow to import: only who renders waits for it

    return DocxTemplate(io.BytesIO()).patch_xml(xml.decode())
