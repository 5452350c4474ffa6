"""A house's own templates: ours written out to be changed, and the changed ones taken back.

What a house brings comes from outside: it is compiled in a sandbox, and nothing is rendered
with it before `trial` found no fault in it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from html import unescape as html_unescape
from importlib import resources
from pathlib import Path

import jinja2

from xltools.errors import XltoolsError
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.platform.files import plain_file
from xltools.platform.zips import DAMAGED, TooMuch, packed, unpacked, zip_in
from xltools.report import endings, html
from xltools.report.fields import guide
from xltools.report.sandbox import Sandbox
from xltools.report.word import Compiled, tagged
from xltools.report.word_template import DOCUMENT, properties, word_template

WORD = "report.docx"
_FILES = (WORD, html.PAGE, html.FRAGMENT, *html.SHARED)


_WORD_PARTS = ("document", "header", "footer")
_LARGEST = 64 << 20
"""Bytes of all parts of a Word file."""
_LONG = 80
"""Characters of a line that are quoted."""
_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_PARAGRAPH = re.compile(r"(?=<w:p[ >])")
_MARKUP = re.compile(r"<[^>]*>")


class BadTemplate(XltoolsError, ValueError):
    """A house's template cannot be used; `faults` are sentences that say where and why."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class TaggedText:
    """One text with tags: the file it came in, the part of a Word file, its text."""

    file: str
    part: str
    text: str

    def place(self, line: int) -> str:
        """Where a line is, as people find it: in a Word file its part, else its number."""
        if not self.part:
            return say("house.line", file=self.file, line=line)
        where = next((name for name in _WORD_PARTS if name in self.part), "other")
        return say("house.part", file=self.file, part=say(f"house.part_{where}"))

    def tag(self, line: int) -> str:
        """What a reader sees on a line, cut where it is long."""
        lines = self.text.split("\n")
        text = _MARKUP.sub("", lines[line - 1]) if self.part else lines[line - 1]
        text = " ".join(text.split())
        return text if len(text) <= _LONG else text[:_LONG] + "…"


@dataclass(frozen=True)
class House:
    """The templates that a house brought, compiled; None where ours serves.

    `sources` are their texts by the file name that errors in them carry, those of what they
    include as soon as it is read; `files` names by the ending of the document made with them.
    """

    word: Compiled | None = None
    page: jinja2.Template | None = None
    fragment: jinja2.Template | None = None
    sources: Mapping[str, TaggedText] = field(default_factory=dict[str, TaggedText])
    files: Mapping[str, str] = field(default_factory=dict[str, str])


def export(edition: Edition) -> dict[str, bytes]:
    """Our templates by file name, and a text that explains what may stand in them."""
    folder = resources.files("xltools.report") / "templates"
    pages = {name: (folder / name).read_bytes() for name in _FILES if name != WORD}
    explained = "\r\n".join(guide(edition)).encode("utf-8-sig")
    return {WORD: word_template(edition), **pages, say("house.guide_file"): explained}


@cache
def house_at(path: Path) -> House:
    """The templates in a folder, all that `export` wrote or some; or one of them. Once a process.

    Raises BadTemplate where a tag is broken or a file is not what its name says, OSError where
    it cannot be read. Whether the fields exist, and what is included, is for `trial` to say.
    """
    files = _files(path)
    sources: dict[str, TaggedText] = {}
    environment = _sandbox(files, path if path.is_dir() else path.parent, sources)
    named: dict[str, str] = {}
    word: Compiled | None = None
    if WORD in files:
        plain, parts = _parts(files[WORD])
        sources |= parts
        word = Compiled(packed(plain), {n: _compile(environment, n, p) for n, p in parts.items()})
        named[endings.WORD] = files[WORD].name
    texts = {name: _read(environment, file) for name, file in files.items() if name != WORD}
    pages: dict[str, jinja2.Template] = {}
    for name, ending in ((html.PAGE, endings.PAGE), (html.FRAGMENT, endings.FRAGMENT)):
        if texts.keys() & {name, *html.SHARED}:
            pages[name] = texts.get(name) or environment.get_template(name)
            named[ending] = files.get(name, Path(name)).name
    return House(word, pages.get(html.PAGE), pages.get(html.FRAGMENT), sources, named)


def _files(path: Path) -> dict[str, Path]:
    """The files to use, by the name that ours has."""
    if not path.is_dir():
        ours = WORD if path.suffix.lower() == ".docx" else html.PAGE
        return {path.name if path.name in _FILES else ours: path}
    found = {name: path / name for name in _FILES if (path / name).is_file()}
    if not found:
        raise BadTemplate(say("house.nothing", folder=path, files="、".join(_FILES)))
    return found


def _noting(
    find: Callable[[str], Path | None], sources: dict[str, TaggedText]
) -> jinja2.BaseLoader:
    """Loads a house's files and notes their texts in `sources`, so that errors have a place."""

    def read(name: str) -> tuple[str, str, None] | None:
        file = find(name)
        if file is None:
            return None
        source = sources[file.as_posix()] = TaggedText(file.name, "", _text(file))
        return source.text, file.as_posix(), None

    return jinja2.FunctionLoader(read)


def _sandbox(
    files: Mapping[str, Path], folder: Path, sources: dict[str, TaggedText]
) -> jinja2.Environment:
    """Where the files are compiled: they find each other, then ours, then others of the folder.

    So of what lies beside a file that is given alone, only what it asks for by name is read.
    """
    given = {file.name: file for file in files.values()}
    found = (_noting(given.get, sources), html.own(), _noting(partial(_inside, folder), sources))
    return Sandbox(jinja2.ChoiceLoader(found))


def _inside(folder: Path, name: str) -> Path | None:
    """The file of that name, if the folder holds it. Raises TemplateNotFound for one outside."""
    file = folder.joinpath(*jinja2.loaders.split_template_path(name))
    if not file.resolve().is_relative_to(folder.resolve()):  # another drive's: C:page.html
        raise jinja2.TemplateNotFound(name)
    return file if file.is_file() else None


def _read(environment: jinja2.Environment, file: Path) -> jinja2.Template:
    """A file compiled so that errors name it. Raises BadTemplate."""
    try:
        return environment.get_template(file.name)
    except jinja2.TemplateSyntaxError as error:
        raise BadTemplate(broken_tag(TaggedText(file.name, "", _text(file)), error)) from error


def _compile(environment: jinja2.Environment, name: str, source: TaggedText) -> jinja2.Template:
    """A part of a Word file compiled so that errors name it. Raises BadTemplate."""
    try:
        code = environment.compile(source.text, name, name)
    except jinja2.TemplateSyntaxError as error:
        raise BadTemplate(broken_tag(source, error)) from error
    return environment.template_class.from_code(environment, code, environment.make_globals(None))


def broken_tag(source: TaggedText, error: jinja2.TemplateSyntaxError) -> str:
    """The sentence for a tag that cannot be read, or one that is not closed."""
    code = "unclosed" if "Unexpected end of template" in str(error.message) else "broken"
    return say(f"house.{code}", place=source.place(error.lineno), tag=source.tag(error.lineno))


def _text(file: Path) -> str:
    """A file's text. Raises BadTemplate with the first line that is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        place = TaggedText(file.name, "", "").place(line)
        raise BadTemplate(say("house.not_utf8", place=place)) from error


def _parts(file: Path) -> tuple[dict[str, bytes], dict[str, TaggedText]]:
    """Of a Word file the parts without tags, and those with tags.

    Its properties become ours: Word has put there who changed it, and when.
    """
    try:
        parts = _unpacked(file)
        parts |= {name: data for name, data in properties().items() if name in parts}
        tags = {name: parts.pop(name) for name in list(parts) if tagged(name, parts[name])}
        texts = {name: _by_line(data) for name, data in tags.items()}
    except ImportError as error:
        raise BadTemplate(say("house.no_docxtpl", file=file.name)) from error
    except (*DAMAGED, TooMuch) as error:
        raise BadTemplate(say("house.not_word", file=file.name)) from error
    if DOCUMENT not in texts:
        raise BadTemplate(say("house.not_word", file=file.name))
    return parts, {name: TaggedText(file.name, name, text) for name, text in texts.items()}


def _unpacked(document: Path) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = _LARGEST
    with plain_file(document) as file, zip_in(file) as package:
        for member in package.infolist():
            parts[member.filename] = unpacked(package, member, left)
            left -= len(parts[member.filename])
    return parts


def _by_line(xml: bytes) -> str:
    """A part's XML, every paragraph on a line of its own, so that errors have a place."""
    text = _TAG.sub(lambda tag: html_unescape(tag[0]), _healed(xml))
    return _PARAGRAPH.sub("\n", text.replace("\n", " "))


def _healed(xml: bytes) -> str:
    """A part's XML with its tags made whole and lifted out of the paragraphs they stand in.

    Raises ImportError where docxtpl, an extra, is not installed.
    """
    from docxtpl import DocxTemplate

    return DocxTemplate(io.BytesIO()).patch_xml(xml.decode())
