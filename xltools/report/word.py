"""A filing's report as a Word document: the template compiled once, filled for each filing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import jinja2
from markupsafe import Markup, escape

from xltools.law.edition import Edition
from xltools.platform.zips import add_part, packed
from xltools.report.word_template import DOCUMENT, own_parts, report_parts

_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'
_UNBROKEN = re.compile(r"[!-~]{15,}")


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
def own_template(edition: Edition, *, proof: bool = False) -> Compiled:
    """The edition's own template, compiled once a process; a `proof` begins with what is signed."""
    return _compiled(report_parts(edition, proof=proof))


@cache
def compiled_own(name: str) -> Compiled:
    """A template that no form changes, compiled once a process."""
    return _compiled(own_parts(name))


def _compiled(template: Mapping[str, bytes]) -> Compiled:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, finalize=_with_tabs
    )
    environment.tests["unbreakable"] = unbreakable
    tags = {name: data.decode() for name, data in template.items() if tagged(name, data)}
    plain = {name: data for name, data in template.items() if name not in tags}
    parts = {name: environment.from_string(source) for name, source in tags.items()}
    return Compiled(packed(plain), parts)


def _with_tabs(value: object) -> object:
    """A text whose tabs are Word's own, as docxtpl makes them."""
    if not isinstance(value, str) or "\t" not in value:
        return value
    return Markup(str(escape(value)).replace("\t", _TAB))


def unbreakable(value: str) -> bool:
    """Whether a text holds a web address or the like: Word would stretch the line before it."""
    return bool(_UNBROKEN.search(value))


def tagged(name: str, data: bytes) -> bool:
    """Whether a part holds tags; the document itself counts as one that does."""
    return name == DOCUMENT or (name.endswith(".xml") and (b"{{" in data or b"{%" in data))
