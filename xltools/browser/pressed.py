"""What the ribbon in WPS asks of Python: what its button comes to in the open workbook.

The workbook comes as a copy that WPS saved; what is to be done in it goes back for WPS to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypedDict

from xltools.layout.return_book import Spot
from xltools.messages import say
from xltools.platform.files import with_number
from xltools.reader.cells.grid import read_grid
from xltools.reader.form.stamp import cells_to_read
from xltools.reader.opening.package import Package
from xltools.reader.returned.reading import bytes_of, workbook_of
from xltools.reader.telling.refusal import Refusal
from xltools.ribbon.answer import Answer
from xltools.ribbon.checking import Checked, cannot_check, checked
from xltools.ribbon.home import folder_called, why_not_beside
from xltools.ribbon.pressed import (
    clear_marks,
    documents,
    next_finding,
    question,
    reported,
    validate,
)
from xltools.ribbon.told import CannotDo
from xltools.version import __version__

_SPARE = 100
"""Names that an earlier file may be kept under."""


class Host(TypedDict):
    """What WPS says of the open workbook; the selected cell by sheet, row and column, if any."""

    name: str
    folder: str
    read_only: bool
    selected: tuple[str, int, int] | None


_Files = list[tuple[str, bytes]]
_Pressed = tuple[Mapping[str, object], _Files]


def press(button: str, path: str, host: str) -> tuple[str, _Files]:
    """What a button comes to in the workbook whose copy lies there, as JSON; and files to write."""
    given: Host = json.loads(host)
    try:
        told, files = _BUTTONS[button](_checked(path, given["name"]), given)
    except CannotDo as refusal:
        told, files = {"tell": str(refusal)}, []
    return json.dumps(told), files


def written(paths: str) -> str:
    """What is told of the files of a report, and of earlier ones that were kept: two lists."""
    return reported(*json.loads(paths))


class Computer(TypedDict):
    """What the add-in's page sees of its computer: which browser, whether files can be written."""

    browser: str
    temp: str
    usable: bool
    book: str


def self_check(facts: str) -> str:
    """环境自检: what works here, line by line; that it can be said shows that Python runs."""
    given: Computer = json.loads(facts)
    return "\n".join(
        (
            say("wps.check_program", version=__version__),
            say("wps.check_browser", browser=given["browser"]),
            say(f"wps.check_temp_{'usable' if given['usable'] else 'useless'}", temp=given["temp"]),
            say("wps.check_book" if given["book"] else "wps.check_no_book", book=given["book"]),
            say("wps.check_elsewhere"),
        )
    )


def _checked(path: str, name: str) -> Checked:
    try:
        data, _ = workbook_of(bytes_of(Path(path))[0], name)
        package = Package(data)
        return checked(read_grid(package, cells_to_read()), name, package.pasted)
    except Refusal as refusal:
        raise cannot_check(refusal.finding) from refusal


def _answered(answer: Answer) -> _Pressed:
    pieces = [piece for write in answer.writes for piece in write.pieces()]
    told = {
        "tell": answer.tell,
        "writes": [(area.first.sheet, area.address, value) for area, value in pieces],
        "go": (answer.go.sheet, answer.go.address) if answer.go else None,
        "empty": [(spot.sheet, spot.address) for spot in answer.empty],
    }
    return told, []


def _next(found: Checked, host: Host) -> _Pressed:
    selected = host["selected"]
    return _answered(next_finding(found, Spot(*selected) if selected else None))


def _report(found: Checked, host: Host) -> _Pressed:
    asked = question(found)
    return _documents(found, host, draft=bool(asked), ask=asked)


def _documents(found: Checked, host: Host, *, draft: bool, ask: str = "") -> _Pressed:
    files = documents(found, host["name"], draft=draft)
    why = why_not_beside(folder_called(host["folder"]), host["read_only"])
    spare = {
        name: [str(with_number(Path(name), number)) for number in range(2, _SPARE)]
        for name in files
    }
    told = {"ask": ask, "where": say(f"macro.where_{why}") if why else "", "spare": spare}
    return told, list(files.items())


_BUTTONS: Mapping[str, Callable[[Checked, Host], _Pressed]] = {
    "validate": lambda found, _: _answered(validate(found)),
    "next_finding": _next,
    "clear_marks": lambda found, _: _answered(clear_marks(found)),
    "report": _report,
    "draft": lambda found, host: _documents(found, host, draft=True),
}
