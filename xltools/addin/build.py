"""The add-in, `xltools.xlam`: ribbon, its VBA and the hardened module of xlwings in one file.

Built where it is needed, so that it fits the xlwings that is installed and no binary has to be
kept. Parts are stored uncompressed and in order: the same bytes on every computer.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from xltools.addin.harden import NO_INTERPRETER, STOPPED, UnknownXlwings, hardened
from xltools.errors import XltoolsError
from xltools.layout.return_book import CHECKS_NAME, STATE_NAME
from xltools.messages import say
from xltools.platform.files import own_text
from xltools.platform.zips import packed, parts_of
from xltools.version import __version__

NAME = "xltools.xlam"

SENTENCES = (
    *("title", "running", "state_is", "not_ours"),
    *("no_workbook", "unsafe_name", "no_python", "python_failed", "python_blocked"),
)
"""What the VBA says, by its code in the group `ribbon`: a row each of the add-in's own sheet.

In VBA its row is a constant of that name. Codes of characters in VBA would be called obfuscation
by virus scanners, and Chinese there is garbled in another code page.
"""

_FIRST = ("[Content_Types].xml", "_rels/.rels")
_NAMESPACE = "http://schemas.microsoft.com/office/{}/customui"
_RELATION = "http://schemas.microsoft.com/office/{}/relationships/ui/extensibility"
_RIBBONS = {
    "customUI/customUI.xml": ("2006/01", "2006"),
    "customUI/customUI14.xml": ("2009/07", "2007"),
}
"""The two ribbon parts with the years in their namespace and relation; 2010 and later take the
second."""

_SHEET = "xl/worksheets/sheet1.xml"
_CELLS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}\
</sheetData></worksheet>"""
_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/\
core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>\
<dc:creator>xltools {version}</dc:creator></cp:coreProperties>"""


class CannotBuild(XltoolsError):
    """The add-in cannot be built here; the message is the sentence for the user."""


def build_addin() -> bytes:
    """The add-in. Raises CannotBuild without pyOpenVBA or with an xlwings that does not fit."""
    try:
        parts = _package({"xlwings": hardened(), "Places": constants(), "Ribbon": ribbon()})
    except UnknownXlwings as error:
        raise CannotBuild(str(error)) from error
    except ImportError as error:
        raise CannotBuild(say("install.no_builder")) from error
    core = _CORE.format(title=say("ribbon.title"), version=__version__)
    parts["docProps/core.xml"] = core.encode()
    parts[_SHEET] = sentences().encode()
    for name, (year, _) in _RIBBONS.items():
        parts[name] = _tab(year).encode()
    parts["_rels/.rels"] = _related(parts["_rels/.rels"].decode()).encode()
    order = (*_FIRST, *sorted(parts.keys() - set(_FIRST)))
    return packed({name: parts[name] for name in order}, 0)


def sources(addin: Path) -> dict[str, str]:
    """The VBA modules of an add-in by name, without blanks and case, which Excel's editor alters,
    and what its sheet says.

    So a copy that somebody signed and saved counts as the one that was built. Raises CannotBuild
    without pyOpenVBA, ValueError where the file is no add-in, OSError.
    """
    try:
        from pyopenvba import ExcelFile, PyOpenVBAError
    except ImportError as error:
        raise CannotBuild(say("install.no_builder")) from error
    try:
        with ExcelFile(addin) as book:
            modules = book.vba_modules()
    except (PyOpenVBAError, zipfile.BadZipFile) as error:
        raise ValueError(f"{addin.name} is no add-in") from error
    said = {"": "\n".join(_said(addin))}
    return {name: _plain(source) for name, source in modules.items()} | said


def _said(addin: Path) -> Iterator[str]:
    """The sentences that stand in an add-in's own sheet."""
    from xltools.reader.cells.grid import filled_cells, read_grid, sheet_names
    from xltools.reader.opening.package import Package
    from xltools.reader.telling.refusal import Refusal

    try:
        package = Package(addin.read_bytes())
        grid = read_grid(package, filled_cells(package, sheet_names(package)[:1]))
    except Refusal as error:
        raise ValueError(f"{addin.name} is no add-in") from error
    yield from (str(grid[spot].value) for spot in sorted(grid.entries))


def _plain(source: str) -> str:
    """VBA without what Excel itself changes in it: case, spaces, empty lines. A line stays a line,
    or a statement could hide in the comment before it."""
    lines = ("".join(line.split()).lower() for line in source.splitlines())
    return "\n".join(line for line in lines if line)


def built_sources() -> dict[str, str]:
    """What `sources` finds in an add-in that is built now. Raises CannotBuild."""
    with TemporaryDirectory(prefix="xltools-") as folder:
        file = Path(folder) / NAME
        file.write_bytes(build_addin())
        return sources(file)


def ribbon() -> str:
    """The VBA of the buttons."""
    return own_text("addin/Ribbon.bas").replace("\n", "\r\n")


def constants() -> str:
    """A VBA module of constants: the rows of the sentences, and names in the workbook."""
    lines = ['Attribute VB_Name = "Places"', "Option Explicit", "Option Private Module"]
    rows = {code.upper(): row for row, code in enumerate(SENTENCES, start=1)}
    rows |= {"PYTHON_STOPPED": STOPPED, "NO_INTERPRETER": NO_INTERPRETER}
    texts = {"STATE_NAME": STATE_NAME, "CHECKS_NAME": CHECKS_NAME}
    lines += [f"Public Const {name} As Integer = {row}" for name, row in rows.items()]
    lines += [f'Public Const {name} As String = "{text}"' for name, text in texts.items()]
    return "\r\n".join((*lines, ""))


def sentences() -> str:
    """The add-in's own sheet, which nobody sees: a sentence a row."""
    texts = (escape(say(f"ribbon.{code}")) for code in SENTENCES)
    return _CELLS.format(
        "".join(
            f'<row r="{row}"><c r="A{row}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{text}</t></is></c></row>'
            for row, text in enumerate(texts, start=1)
        )
    )


def _package(modules: Mapping[str, str]) -> dict[str, bytes]:
    """The parts of an add-in workbook with these VBA modules. ImportError without pyOpenVBA."""
    from pyopenvba import ExcelFile

    with TemporaryDirectory(prefix="xltools-") as folder:
        file = Path(folder) / NAME
        with ExcelFile.create_new(file) as book:
            project = book.vba_project()
            project.delete_module("Module1")
            for name, source in modules.items():
                project.add_module(name, source)
            book.save()
        return parts_of(file.read_bytes())


def _tab(year: str) -> str:
    """The tab as Excel of that year reads it."""
    source = own_text("ribbon/ribbon.xml")
    return source.replace(_NAMESPACE.format("2009/07"), _NAMESPACE.format(year))


def _related(relations: str) -> str:
    """The package's relations with those to the ribbon parts."""
    added = "".join(
        f'<Relationship Id="{Path(name).stem}" Type="{_RELATION.format(year)}" Target="{name}"/>'
        for name, (_, year) in _RIBBONS.items()
    )
    return relations.replace("</Relationships>", f"{added}</Relationships>")
