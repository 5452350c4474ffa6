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

    def render(self, context: object) -> bytes:
        """The document; the same bytes for the same content.

        The fields of `context`, a dataclass, are the names that the template uses.
        """
        made = io.BytesIO(self.package)
        made.seek(0, io.SEEK_END)
        with zipfile.ZipFile(made, "a") as package:
            for name, template in self.parts.items():
                add_part(package, name, template.render(vars(context)).encode())
        return made.getvalue()


@cache
def compiled(edition: Edition) -> Compiled:
    """The edition's own template, compiled once a process."""
    return compile_template(word_template(edition))


def compile_template(template: bytes) -> Compiled:
    """A .docx with docxtpl's tags, compiled. Raises jinja2.TemplateSyntaxError."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    parts: dict[str, jinja2.Template] = {}
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template)) as source,
        zipfile.ZipFile(made, "w") as package,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == DOCUMENT or b"{{" in data or b"{%" in data:
                parts[name] = environment.from_string(_healed(data.decode()))
            else:
                add_part(package, name, data)
    return Compiled(made.getvalue(), parts)


def _healed(xml: str) -> str:
    """A part's XML with its tags made whole and lifted out of the paragraphs they stand in."""
    from docxtpl import DocxTemplate  # slow to import: only who renders waits for it

    return DocxTemplate(io.BytesIO()).patch_xml(xml)
