"""WPS around a workbook in memory: what its documented calls do, for the add-in in Chromium.

The workbook is the one of fake_excel.py, which refuses writes to locked cells and recalculates;
wps_host.js is the other side.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
from chrome import Tab
from fake_excel import FakeExcel, com_error

from xltools.ribbon.answer import Plain

HOST = Path(__file__).with_name("wps_host.js")


class Refusal(Exception):
    """What the host says where it does not do what it is asked to."""


class Live:
    """A workbook that recalculates, refuses and saves as Excel does: fake_excel.py's."""

    def __init__(self, path: Path) -> None:
        self.excel = FakeExcel(path)
        self.book: Any = self.excel.book

    def cells(self, sheet: str, address: str) -> Any:
        return self.book.sheets[sheet].range(address)

    def value(self, sheet: str, address: str) -> Any:
        return self.cells(sheet, address).value

    def put(self, sheet: str, address: str, value: Plain) -> None:
        cells = self.cells(sheet, address)
        try:
            if value is None:
                cells.api.ClearContents()
            else:
                cells.value = value
        except com_error as error:
            raise Refusal(str(error)) from error

    def named(self, name: str) -> tuple[str, str]:
        cells = self.book.names[name].refers_to_range
        return cells.sheet.name, cells.address.replace("$", "")

    def selected(self) -> tuple[str, int, int]:
        cells = self.book.app.selection
        return cells.sheet.name, cells.row, cells.column

    def go_to(self, sheet: str, address: str) -> None:
        self.book.app.api.Goto(self.cells(sheet, address).api)

    def calculate(self) -> None:
        self.book.app.calculate()

    def save_copy(self, path: str) -> None:
        self.excel.excel.save(path)


Cells: TypeAlias = dict[tuple[str, str], object]
"""What stands in cells, by sheet and address."""


def as_kept(value: Plain) -> Plain:
    """What a cell holds that was given this."""
    return value.removeprefix("'") if isinstance(value, str) else value


class Quick:
    """A workbook of cells that are locked or not: nothing is recalculated, so that many are
    tried in short time."""

    AT_FIRST = ("", 1, 1)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.at = self.AT_FIRST

    def value(self, sheet: str, address: str) -> object:
        return self.book[sheet][address].value

    def put(self, sheet: str, address: str, value: Plain) -> None:
        for row in self.book[sheet][address] if ":" in address else ((self.book[sheet][address],),):
            for cell in row:
                if self.book[sheet].protection.sheet and cell.protection.locked:
                    raise Refusal(f"{sheet}!{address}")
                cell.value = as_kept(value)

    def selected(self) -> tuple[str, int, int]:
        return self.at

    def go_to(self, sheet: str, address: str) -> None:
        cell = self.book[sheet][address]
        self.at = (sheet, cell.row, cell.column)

    def calculate(self) -> None:
        pass

    def save_copy(self, path: str) -> None:
        """As it was opened."""
        shutil.copyfile(self.path, path)

    @property
    def contents(self) -> Cells:
        """What stands in every cell."""
        return {
            (sheet.title, cell.coordinate): cell.value
            for sheet in self.book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }


@dataclass
class FakeWps:
    """A WPS with one open workbook, or none, and the person before it."""

    temp: Path
    book: Live | Quick | None = None
    path: Path = Path()
    read_only: bool = False
    saved: bool = True
    unsaved: bool = False
    says_yes: bool = True
    chooses: str = ""
    read: list[str] = field(default_factory=list[str])
    asked_for: list[str] = field(default_factory=list[str])
    opened: list[str] = field(default_factory=list[str])
    shown: list[object] = field(default_factory=list[object])
    refused: list[str] = field(default_factory=list[str])
    calls: list[tuple[str, list[Any]]] = field(default_factory=list[tuple[str, list[Any]]])

    def open(self, path: Path, quick: bool = False) -> Any:
        """Open a workbook in place of the one before."""
        self.path, self.book = path, (Quick if quick else Live)(path)
        for seen in (self.read, self.asked_for, self.opened, self.shown, self.refused, self.calls):
            seen.clear()
        return self.book

    # -------------------------------------------------------------- what wps_host.js asks

    def is_open(self) -> bool:
        return self.book is not None

    def name(self) -> str:
        return self.path.name

    def folder(self) -> str:
        return "" if self.unsaved else str(self.path.parent)

    def save(self) -> None:
        assert not self.unsaved
        self.saved = True

    def save_as(self, path: str, kind: int) -> None:
        assert kind == 51
        shutil.copyfile(self.path, path)
        self.path, self.saved, self.unsaved = Path(path), True, False

    def status(self, text: object) -> None:
        self.shown.append(text)

    def titled(self, kind: int, title: str) -> None:
        assert kind == 4
        self.asked_for.append(title)

    def named_first(self, kind: int, name: str) -> None:
        assert kind == 2
        self.asked_for.append(name)

    def show(self) -> int:
        return -1 if self.chooses else 0

    def chosen(self, number: int) -> str:
        assert number == 1
        return self.chooses

    def exists(self, path: str) -> bool:
        return Path(path).exists()

    def remove(self, path: str) -> None:
        Path(path).unlink()

    def copy(self, source: str, target: str) -> None:
        shutil.copyfile(source, target)

    def load(self, path: str) -> str:
        return Path(path).read_bytes().decode("latin-1")

    def write(self, path: str, text: str) -> None:
        Path(path).write_bytes(text.encode("latin-1"))

    def temp_folder(self) -> str:
        return f"{self.temp}/"

    def shell(self, path: str) -> None:
        self.opened.append(path)

    def tell(self, text: str) -> None:
        self.read.append(text)

    def asked(self, text: str) -> bool:
        self.asked_for.append(text)
        return self.says_yes

    def answer(self, call: str, given: list[Any]) -> Any:
        """What the host answers to a call."""
        self.calls.append((call, given))
        found = getattr(self if hasattr(self, call) else self.book, call)
        return found(*given) if callable(found) else found


@contextmanager
def answering(wps: FakeWps) -> Generator[str]:
    """The address at which its calls are answered, one after another."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call, given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                told = {"value": wps.answer(call, given)}
            except (Refusal, com_error, OSError) as error:
                wps.refused.append(f"{call} {given}")
                told = {"error": str(error)}
            data = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def show(tab: Tab, addin: Path, address: str, before: str = "") -> None:
    """Open the add-in's page as WPS does, with its host; `before` runs first."""
    host = before + HOST.read_text(encoding="utf-8").replace("@ADDRESS@", address)
    tab.call("Page.addScriptToEvaluateOnNewDocument", source=host)
    tab.go((addin / "index.html").as_uri())
    tab.until("document.readyState == 'complete' && typeof OnAction == 'function'")


def press(tab: Tab, button: str) -> None:
    """Press a button of the tab, and wait until WPS may be used again."""
    assert tab.run(f"OnAction({{ Id: {json.dumps(button)} }})") is True
    tab.until("!xltools.busy")
