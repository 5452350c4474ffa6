"""The add-in's VBA run in pyOpenVBA's in-memory Excel, on an invented Windows.

The modules run as they are built; only what reaches out of Excel (files, environment, the
shell, who called) is taken from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest.importorskip("pyopenvba", reason="pyOpenVBA is not installed")

from pyopenvba.apps.excel import ExcelApplication

from xltools.addin.build import SENTENCES
from xltools.messages import say

USER_SETTINGS = r"C:\Users\张三\.xltools\xltools.conf"
PYTHON = r"C:\程序\Python\pythonw.exe"
BLOCKED = "blocked"

_SHELL = """
Public Function Run(command As String, style As Integer, wait As Boolean) As Long
    Commands.Add command
    If ShellAnswer = "blocked" Then Err.Raise 70
    Run = CLng(ShellAnswer)
End Function
Public Function ExpandEnvironmentStrings(ByVal text As String) As String
    ExpandEnvironmentStrings = text
End Function
"""

_CONTROL = "Public ID As String\nPublic Tag As String\n"

_PRESS = """
Sub PressButton(which As String)
    Dim control As New IRibbonControl
    control.Tag = which
    Press control
End Sub
"""

_EDGES = (
    (r'CreateObject\("WScript\.Shell"\)', "New WshShell"),
    (r"Application\.Caller", "FakeCaller()"),
    (r"ThisWorkbook\.Worksheets\(1\)\.Cells\(row, 1\)\.Value", "FakeSaid(row)"),
    (r"Application\.Hwnd", "4242"),
    (r"\bGetAttr\(", "FakeGetAttr("),
    (r"\bEnviron\(", "FakeEnviron("),
    (r"\bKill LOG_FILE", "Killed.Add LOG_FILE"),
    (r"(?m)^( *#[^'\n]*)'.*$", r"\1"),  # pyOpenVBA reads no remark after a directive
    (r'GetConfig\("SHOW CONSOLE", False\) = True', "False"),  # nor a text compared to a truth
    (r"(?s)^(Private )?Function GetConfigFromFile\(.*?^End Function\n", ""),
)
"""What reaches out of Excel, and what answers in its place."""


@dataclass
class Desk:
    """What the invented user has open, installed and set."""

    book: Path | None = None
    settings: dict[str, dict[str, str]] = field(
        default_factory=lambda: {USER_SETTINGS: {"INTERPRETER_WIN": PYTHON}}
    )
    """Settings by file, as xlwings reads them."""
    files: tuple[str, ...] = (PYTHON,)
    shell: str = "0"
    """The exit code of Python, or BLOCKED."""
    caller: str = "CVErr(2023)"

    def windows(self) -> str:
        """A VBA module that answers for Windows."""
        known = "\n".join(f'Case "{name.lower()}"' for name in (*self.files, *self.settings))
        read = "\n".join(
            f'If sFile = "{file}" And LCase(sName) = "{key.lower()}" Then '
            f'sValue = "{value}": GetConfigFromFile = True'
            for file, settings in self.settings.items()
            for key, value in settings.items()
        )
        said = "\n".join(
            f"Case {row}: FakeSaid = {_quoted(say(f'ribbon.{code}'))}"
            for row, code in enumerate(SENTENCES, start=1)
        )
        return f"""
Public Function FakeSaid(row As Integer) As String
    Select Case row
    {said}
    End Select
End Function
Public Commands As New Collection
Public Killed As New Collection
Public Hits As New Collection
Public Const ShellAnswer As String = "{self.shell}"
Public Function FakeCaller() As Variant
    {"Set " if "Range" in self.caller else ""}FakeCaller = {self.caller}
End Function
Public Function FakeGetAttr(name As String) As Long
    Select Case LCase(name)
    {known}
    Case Else
        Err.Raise 53
    End Select
End Function
Public Function FakeEnviron(name As String) As String
    Select Case LCase(name)
    Case "userprofile": FakeEnviron = "C:\\Users\\张三"
    Case "systemroot": FakeEnviron = "C:\\Windows"
    Case "temp": FakeEnviron = "C:\\Temp"
    End Select
End Function
Public Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) \
As Boolean
    {read}
End Function
"""


def _quoted(text: str) -> str:
    lines = ('"' + line.replace('"', '""') + '"' for line in text.split("\n"))
    return " & vbLf & ".join(lines)


class Excel:
    """Excel with the add-in's modules loaded and that desk around it."""

    def __init__(self, modules: Mapping[str, str], desk: Desk) -> None:
        self.app = ExcelApplication.open(desk.book) if desk.book else ExcelApplication()
        self.app.add_module(_CONTROL, name="IRibbonControl", kind="class")
        self.app.add_module(_SHELL, name="WshShell", kind="class")
        self.app.add_module(desk.windows(), name="Windows")
        for name, source in modules.items():
            self.app.add_module(_with_edges(source), name=name)
        self.app.add_module(_PRESS, name="Pressing")

    def press(self, tag: str) -> list[str]:
        """Press a button; what message boxes said."""
        before = len(self.app.dialogs)
        self.app.run("PressButton", tag)
        return [text for _, text, _, _ in self.app.dialogs[before:]]

    @property
    def commands(self) -> list[str]:
        """Command lines given to Windows."""
        return self._collected("Commands")

    @property
    def killed(self) -> list[str]:
        """Files that were deleted."""
        return self._collected("Killed")

    @property
    def hits(self) -> set[int]:
        """Lines that ran, of a module made by `counted`."""
        return {int(number) for number in self._collected("Hits")}

    def _collected(self, name: str) -> list[str]:
        count = int(str(self.app.evaluate(f"{name}.Count")))
        return [str(self.app.evaluate(f"{name}.Item({i})")) for i in range(1, count + 1)]


def _with_edges(source: str) -> str:
    source = source.replace("\r\n", "\n")
    for pattern, stands in _EDGES:
        source = re.sub(pattern, stands, source, flags=re.MULTILINE)
    return source


_NO_STATEMENT = re.compile(
    r"\s*($|'|Attribute |Option |Public |Private |Dim |Else|Case |End (?!Sub$|Function$)|\w+:$)"
)


def counted(source: str) -> tuple[str, set[int]]:
    """The module with every line counted as it runs, and the numbers of all lines that can."""
    lines: list[str] = []
    numbers: set[int] = set()
    inside = False
    for number, line in enumerate(source.splitlines()):
        if re.match(r"End (Sub|Function)", line):
            inside = False
        elif inside and not _NO_STATEMENT.match(line):
            numbers.add(number)
            lines.append(f"Hits.Add {number}")
        inside = inside or bool(re.match(r"(Public |Private )?(Sub|Function) ", line))
        lines.append(line)
    return "\n".join(lines), numbers
