"""A house's templates tried before anything is rendered with them: every fault, by its place."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import fields as fields_of
from pathlib import Path

import jinja2
from jinja2 import meta, nodes
from jinja2.exceptions import SecurityError

from xltools.filing.filing import Filing
from xltools.law.edition import Edition, latest
from xltools.messages import say
from xltools.published.documents.contents import NotADocument
from xltools.published.documents.document import read_document
from xltools.published.ours.parity import differing_by_label
from xltools.report import render_package
from xltools.report.context import Context
from xltools.report.fields import BY_ID, known_ids
from xltools.report.house import BadTemplate, House, TaggedText, broken_tag, house_at
from xltools.report.sandbox import Sandbox, TooManySteps

_FIELDS = frozenset(field.name for field in fields_of(Context))


def accepted(path: Path) -> House:
    """The templates at a path, found to be good for reports on the form in force.

    Raises BadTemplate with every fault that could be found.
    """
    try:
        house = house_at(path)
    except OSError as error:
        raise BadTemplate(say("house.no_such", path=path)) from error
    try_out(house, latest())
    return house


def try_out(house: House, edition: Edition) -> None:
    """Raises BadTemplate where a field is unknown, rendering fails, or a figure gets lost.

    Rendered are a return with everything filled in, every figure another, and an empty draft.
    """
    unknown = [fault for source in house.sources.values() for fault in _unknown(source, edition)]
    if unknown:
        raise BadTemplate(*unknown)
    full, empty = _full(edition), Filing(edition)
    _rendered(house, empty, draft=True)
    documents = _rendered(house, full, draft=False)
    lost = list(_lost(house, full, documents))
    if lost:
        raise BadTemplate(*lost)


# ------------------------------------------------------------------ fields


def _unknown(source: TaggedText, edition: Edition) -> Iterator[str]:
    """A sentence for each field that there is not, named as such or by an id."""
    tree = Sandbox().parse(source.text)
    strange = meta.find_undeclared_variables(tree) - _FIELDS
    for name in tree.find_all(nodes.Name):
        if name.name in strange:
            yield _no_field(source, name.lineno, name.name)
    ids = known_ids(edition)
    for item in tree.find_all(nodes.Getitem):
        match item:
            case nodes.Getitem(node=nodes.Name(name=name), arg=nodes.Const(value=str(id))):
                if name in BY_ID and id not in ids[name]:
                    yield _no_field(source, item.lineno, f"{name}[{id}]")
            case _:
                pass


def _no_field(source: TaggedText, line: int, name: str) -> str:
    return say("house.unknown", place=source.place(line), name=name, tag=source.tag(line))


# ------------------------------------------------------------------ rendering


def _full(edition: Edition) -> Filing:
    """A return with everything filled in and no figure like another."""
    form = edition.form
    return Filing(
        edition,
        cover={field.id: field.label for field in form.cover} | {"year": str(edition.first_year)},
        figures={cell: number for number, cell in enumerate(form.cells, 1001)},
        narratives={text.id: (text.label,) * 2 for text in form.narratives.values()},
        notes={table: form.tables[table].name for table in form.tables},
    )


def _rendered(house: House, filing: Filing, *, draft: bool) -> Mapping[str, bytes]:
    try:
        return render_package(filing, draft=draft, house=house)
    except BadTemplate:  # of a file that is included: it says where already
        raise
    except Exception as error:  # a template may raise anything
        raise BadTemplate(_failure(house, error)) from error


def _failure(house: House, error: Exception) -> str:
    """The sentence for an error, with the innermost place in the house's templates."""
    source, line = _place(house, error)
    said = {"place": source.place(line), "tag": source.tag(line)}
    if isinstance(error, jinja2.TemplateNotFound):
        return say("house.no_file", name=error.name, **said)
    if isinstance(error, jinja2.TemplateSyntaxError):
        return broken_tag(source, error)
    if isinstance(error, TooManySteps):
        return say("house.endless", **said)
    return say("house.forbidden" if isinstance(error, SecurityError) else "house.failed", **said)


def _place(house: House, error: Exception) -> tuple[TaggedText, int]:
    """The innermost line of the house's templates; raises the error where it is in none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        source = house.sources.get(Path(frame.filename).as_posix())
        if source and frame.lineno:
            return source, frame.lineno
    raise error


def _lost(house: House, filing: Filing, documents: Mapping[str, bytes]) -> Iterator[str]:
    """A sentence for each document that is none, or lacks a figure in its place."""
    for ending, file in house.files.items():
        try:
            grids = read_document(documents[ending]).grids
        except NotADocument:
            yield say("house.not_whole", file=file)
            continue
        if cells := differing_by_label(filing, grids):
            label = filing.edition.form.cells[cells[0]].label
            yield say("house.figures", file=file, count=len(cells), label=label)
