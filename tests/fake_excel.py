"""An Excel in memory behind a fake pywin32: xlwings' own Windows engine runs on it unchanged.

The cells, the protection and the recalculation are pyOpenVBA's. What it has no notion of (the
folder dialog, ReadOnly) and what a person would see (message boxes) is here. It proves which
calls are made and what they do to the workbook; how pywin32 carries them is not seen here.
"""

# pyOpenVBA's object model is reached below its public face, and all of COM is untyped
# pyright: reportPrivateUsage=false

from __future__ import annotations

import ctypes
import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast
from unittest.mock import MagicMock

import quick_model
import xlwings
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._model import Range
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter import _values as vba
from pyopenvba.interpreter._objects import VBAObject

_ERROR_BASE = -2146826288 - 2000
_OK, _YES, _NO = 1, 6, 7
_READ = {"Value"}
"""Properties that are read although they could take arguments."""


class com_error(Exception):
    """What pywin32 raises when Excel refuses."""

    @property
    def hresult(self) -> int:
        return int(self.args[0])


class CDispatch:
    """What xlwings takes for a COM object."""


class CoClassBaseClass:
    pass


class DispatchBaseClass:
    pass


class TimeType(dt.datetime):
    pass


@dataclass
class Person:
    """Who sits before this Excel: what was shown to her, and what she answers."""

    read: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])
    says_yes: bool = True
    chooses: Path | None = None
    saves_as: Path | None = None
    types: float | bool = False
    status: list[object] = field(default_factory=list[object])
    shown: list[str] = field(default_factory=list[str])

    def asked_for(self, question: str, _title: str, Type: int) -> float | bool:
        """Application.InputBox: a number as Excel gives it, False where it was closed."""
        assert Type == 1
        self.asked.append(question)
        return self.types

    def asked_where(self, name: str, _kinds: str) -> str | bool:
        """Application.GetSaveAsFilename."""
        self.asked.append(name)
        return str(self.saves_as) if self.saves_as else False

    def box(self, text: str, style: int) -> int:
        if style & 4:
            self.asked.append(text)
            return _YES if self.says_yes else _NO
        self.read.append(text)
        return _OK


class Dialog:
    """Application.FileDialog for a file (3) or a folder (4)."""

    Title = ""
    AllowMultiSelect = True

    def __init__(self, kind: int) -> None:
        self.person = DESK.person
        self.Filters = SimpleNamespace(Clear=self.person.shown.clear, Add=self._add)
        assert kind in (3, 4)

    def _add(self, _kind: str, endings: str) -> None:
        self.person.shown.extend(endings.split(";"))

    def Show(self) -> int:
        self.person.asked.append(self.Title)
        return 0 if self.person.chooses is None else -1

    def SelectedItems(self, _index: int) -> str:
        return str(self.person.chooses)


@dataclass
class Desk:
    """The one Excel that is open: who sits there, what was called, what the model lacks.

    `calls` are the members that were used, each with its type; `=` behind one that was set.
    """

    person: Person = field(default_factory=Person)
    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    extras: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])

    def message_box(self, _hwnd: int, text: str, _title: str, style: int = 0) -> int:
        return self.person.box(text, style)


DESK = Desk()


def _plain(value: object) -> Any:
    """What pywin32 makes of what Excel hands out."""
    match value:
        case VBAObject():
            return Com(value)
        case vba.VBAErrorValue():
            return _ERROR_BASE + value.number
        case vba.VBADate():
            return TimeType.fromtimestamp(0).combine(
                value.to_datetime(), value.to_datetime().time()
            )
        case vba.VBAArray():
            (top, bottom), (left, right) = value.bounds
            rows = range(top, bottom + 1)
            return tuple(
                tuple(_cell(value.get([row, column])) for column in range(left, right + 1))
                for row in rows
            )
        case bool() | str() | float():
            return value
        case int():
            return int(value)
        case _:
            return None if value in (vba.EMPTY, vba.NOTHING, vba.NULL, vba.MISSING) else value


def _cell(value: object) -> Any:
    """A cell's number arrives as a float, whatever it is."""
    plain = _plain(value)
    known = isinstance(value, vba.VBAErrorValue) or isinstance(plain, bool)
    return float(plain) if isinstance(plain, int) and not known else plain


def _for_vba(value: object) -> object:
    """What Excel gets of what pywin32 is given."""
    value = getattr(value, "_inner", value)
    match value:
        case Com():
            return value.model
        case None:
            return vba.EMPTY
        case bool() | VBAObject():
            return value
        case dt.datetime():
            return vba.VBADate.from_datetime(value.replace(tzinfo=None))
        case int():
            return vba.VBAInt(value, "Long")
        case list() | tuple():
            rows = cast(list[list[object]], value)
            array = vba.VBAArray([(1, len(rows)), (1, len(rows[0]))])
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row, start=1):
                    array.set([number, column], _for_vba(cell))
            return array
        case _:
            return value


def _refused(error: VBARuntimeError) -> com_error:
    told = (0, "Microsoft Excel", str(error), None, 0, -2146827284)
    return com_error(-2147352567, "Exception occurred.", told, None)


class Com(CDispatch):
    """One object of the model, as a COM client sees it."""

    model: VBAObject

    def __init__(self, model: VBAObject) -> None:
        object.__setattr__(self, "model", model)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        kind = self.model.vba_type_name
        if (kind, name) in DESK.extras:
            return DESK.extras[kind, name]
        plain = name.removeprefix("Get") if self.model.vba_member(name) is None else name
        spec = self.model.vba_member(plain)
        takes = spec is not None and (spec.kind == "method" or spec.parameters or plain != name)
        return (
            _Member(self.model, plain) if takes and name not in _READ else _get(self.model, plain)
        )

    def __setattr__(self, name: str, value: object) -> None:
        kind = self.model.vba_type_name
        DESK.calls.append((kind, f"{name}="))
        if (kind, name) == ("Application", "StatusBar"):
            DESK.person.status.append(value)
        try:
            self.model.vba_set(name, _for_vba(value))
        except VBARuntimeError as error:
            raise _refused(error) from error

    def __call__(self, *args: object) -> Any:
        if self.model.vba_type_name == "Range":
            return _get(self.model, "Item", *args)
        default = self.model.vba_default_member()
        assert default is not None
        return _get(self.model, default.name, *args)

    def __iter__(self) -> Iterator[Any]:
        return (_plain(item) for item in self.model.vba_iterate())


class _Member:
    """A method, or a property that takes arguments and may be read without any."""

    def __init__(self, model: VBAObject, name: str) -> None:
        self.model, self.name = model, name

    def __call__(self, *args: object) -> Any:
        return _get(self.model, self.name, *args)

    def __getattr__(self, name: str) -> Any:
        return getattr(_get(self.model, self.name), name)

    def __iter__(self) -> Iterator[Any]:
        return iter(_get(self.model, self.name))


def _get(model: VBAObject, name: str, *args: object) -> Any:
    DESK.calls.append((model.vba_type_name, name))
    while args and args[-1] is None:  # left out
        args = args[:-1]
    try:
        got = _plain(model.vba_get(name, [_for_vba(value) for value in args]))
    except VBARuntimeError as error:
        raise _refused(error) from error
    return _padded(got, cast(Range, model).first) if name == "Value" else got


def _padded(values: Any, area: Any) -> Any:
    """All cells of the range: the model leaves out those beyond what the sheet uses."""
    if not isinstance(values, tuple):
        return values
    rows, columns = area.bottom - area.top + 1, area.right - area.left + 1
    short = cast(tuple[tuple[object, ...], ...], values)
    full = [row + (None,) * (columns - len(row)) for row in short]
    return (*full, *[(None,) * columns] * (rows - len(full)))


def _module(name: str, **content: object) -> ModuleType:
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)  # whoever asks whether it is there finds it
    module.__dict__.update(content)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)
    return module


def _windows() -> Any:
    """xlwings' Windows engine, imported over a pywin32 that is not there."""
    anything = MagicMock()
    icons = {"MB_ICONINFORMATION": 64, "MB_ICONWARNING": 48}
    buttons = {"MB_OK": 0, "MB_OKCANCEL": 1, "MB_YESNOCANCEL": 3, "MB_YESNO": 4}
    _module("pywintypes", com_error=com_error, TimeType=TimeType, error=Exception)
    _module("win32api", MessageBox=DESK.message_box)
    _module("win32con", **icons, **buttons)
    _module("win32gui")
    _module("win32process", GetWindowThreadProcessId=MagicMock(return_value=(1, 1)))
    _module("win32timezone", TimeZoneInfo=MagicMock(utc=lambda: dt.UTC))
    com = {"com_error": com_error, "ole_error": com_error, "CoInitialize": anything}
    _module("pythoncom", __file__="pythoncom", **com)
    _module("win32com")
    names = ("Dispatch", "DispatchEx", "VARIANT", "dynamic")
    classes = (CDispatch, CoClassBaseClass, DispatchBaseClass)
    _module(
        "win32com.client",
        **dict.fromkeys(names, anything),
        **{each.__name__: each for each in classes},
    )
    _module("win32com.server")
    for name in ("util", "dispatcher", "policy"):
        _module(f"win32com.server.{name}", __getattr__=MagicMock(return_value=anything))
    system = {name: ctypes.__dict__.get(name) for name in ("windll", "oledll", "PyDLL")}
    ctypes.__dict__.update(dict.fromkeys(system, anything))
    ctypes.__dict__.setdefault("WINFUNCTYPE", ctypes.CFUNCTYPE)
    from xlwings import _xlwindows as engine

    ctypes.__dict__.update({name: kept for name, kept in system.items() if kept})
    engine.N_COM_ATTEMPTS = 1  # else it tries for ever
    return engine


ENGINE = _windows()
quick_model.use()


class FakeExcel:
    """A workbook file open in Excel, its buttons ready to be pressed."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.person = DESK.person = Person()
        self.calls: list[tuple[str, str]] = []
        DESK.calls = self.calls
        DESK.extras = {
            ("Application", "Hwnd"): 4242,
            ("Application", "FileDialog"): Dialog,
            ("Application", "GetSaveAsFilename"): self.person.asked_where,
            ("Application", "InputBox"): self.person.asked_for,
            ("Workbook", "ReadOnly"): read_only,
            ("Workbook", "Saved"): True,
        }
        self.excel = ExcelApplication.open(path)
        xl = ENGINE.COMRetryObjectWrapper(Com(self.excel.workbook))
        self.book = xlwings.Book(impl=ENGINE.Book(xl=xl))
        self.book.set_mock_caller()
