"""The VBA module of the installed xlwings, cut down to RunPython and made safe.

As delivered it takes the interpreter's path from the active workbook or from a file beside it,
and its functions can be called from a cell of any workbook: a returned file could run a
stranger's program. Only what RunPython needs on Windows is kept; each cut must fit, so that
another xlwings is refused and not shipped half safe.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.messages import say

PROJECT = "xltools"
"""Names the settings: `%USERPROFILE%\\.xltools\\xltools.conf`."""

CHECKED = "0.37.8"
"""The xlwings whose module was read when the cuts were written."""

STOPPED, NO_INTERPRETER = -1, -2
"""What RunPython returns where Python ended with an error, and where it was not found."""

_KEPT = (
    *("RunPython", "ExecuteWindows", "GetConfig", "GetConfigFilePath", "GetConfigFromFile"),
    *("WScript", "FileExists", "FileExistsOnWindows", "ParentFolder"),
    *("ExpandEnvironmentStrings", "CreateGUID"),
)
_PROCEDURE = r"^(?:Public |Private )?(Function|Sub) {name}\((?s:.*?)^End \1\n"
_MAC = re.compile(
    r"^ *#If Mac Then\n(?:(?!^ *#).*\n)*?(?: *#Else\n((?:(?!^ *#).*\n)*?))? *#End If\n", re.M
)

_CUTS: tuple[tuple[str, str, str], ...] = (
    # no call from a cell, of whatever workbook
    (
        "RunPython",
        r"    SourcePythonCommand = PythonCommand\n",
        '    If TypeName(Application.Caller) = "Range" Then Exit Function\n',
    ),
    # settings that name no interpreter name none: no search for whatever `python` lies nearest
    ("RunPython", r'(GetConfig\("INTERPRETER", )"python"\)', r'\1"")'),
    # no code in sheets, nothing of the workbook's name or folder in Python's path
    (
        "RunPython",
        r"    ' Check for embedded Python code\n(?s:.*?)(?=    ' Call Python platform-dependent\n)",
        '    PYTHONPATH = "false"\n',
    ),
    # no resident server
    (
        "RunPython",
        r"        If OPTIMIZED_CONNECTION = True Then\n(?s:.*?)"
        r"        Else\n    (        RunPython = .*\n)        End If\n",
        r"\1",
    ),
    # the user's own file, and no other
    ("GetConfig", r"    ' Sheet\n(?s:.*?)(?=    ' User Config\n)", ""),
    # the system's own command interpreter, not one beside the workbook
    ("ExecuteWindows", r'"cmd\.exe /C "', r'Environ("SystemRoot") & "\\System32\\cmd.exe /C "'),
    # nor is the folder that Excel happens to stand in a place to import from
    ("ExecuteWindows", r'" -B -c ""', '" -B -P -c ""'),
    # settings that we never write
    ("ExecuteWindows", r'    If GetConfig\("SHOW CONSOLE"(?s:.*?)    End If\n', ""),
    (
        "ExecuteWindows",
        r'    CondaPath = GetConfig\("CONDA PATH"\)\n(?s:.*?)(?=    If IsFrozen = False Then\n)',
        "",
    ),
    # what went wrong is told by the ribbon, in Chinese; the log of a failure is kept
    (
        "ExecuteWindows",
        r'( +)MsgBox "Could not find Interpreter!", vbCritical\n',
        rf"\1ExecuteWindows = {NO_INTERPRETER}\n",
    ),
    (
        "ExecuteWindows",
        r"        Call ShowError\(LOG_FILE\)\n        ExecuteWindows = -1\n",
        f"        ExecuteWindows = {STOPPED}\n        Exit Function\n",
    ),
)
"""In which procedure, what, and what stands in its place."""


class UnknownXlwings(XltoolsError):
    """The installed xlwings is not one that can be made safe; the message is for the user."""


def installed_version() -> str:
    """The version of the installed xlwings. Raises UnknownXlwings where there is none."""
    try:
        return distribution("xlwings").version
    except PackageNotFoundError as error:
        raise UnknownXlwings(say("install.no_xlwings")) from error


def delivered() -> str:
    """The module as the installed xlwings delivers it. Raises OSError, UnicodeDecodeError."""
    file = distribution("xlwings").locate_file("xlwings/xlwings_custom_addin.bas")
    return Path(str(file)).read_text(encoding="ascii")


def hardened() -> str:
    """The safe module's source, ASCII with CR LF. Raises UnknownXlwings."""
    version = installed_version()
    try:
        return harden(delivered(), version)
    except (OSError, ValueError) as error:
        raise UnknownXlwings(
            say("install.unknown_xlwings", version=version, checked=CHECKED)
        ) from error


def harden(source: str, version: str) -> str:
    """The safe module made of xlwings' own. Raises ValueError where a cut does not fit."""
    head = _once(r"^'Version: .*\n(?:'.*\n|\n)*?(?=\n'Attribute VB_Name)", source)
    named = f'Public Const XLWINGS_VERSION As String = "{version}"\n'
    if source.count(named) != 1:
        raise ValueError(f"the module is not of version {version}")
    lines = [
        'Attribute VB_Name = "xlwings"\n',
        "Option Private Module\n",
        head,
        "\n'Changed by xltools: cut down to what RunPython needs on Windows; settings come from\n",
        "'the user's own file only.\n\n",
        named,
        f'Private Const PROJECT_NAME As String = "{PROJECT}"\n',
        *(f"\n{_procedure(source, name)}" for name in _KEPT),
    ]
    return "".join(lines).replace("\n", "\r\n")


def _procedure(source: str, name: str) -> str:
    """A procedure of xlwings' with its cuts, hidden from other modules unless it is RunPython."""
    text = _once(_PROCEDURE.format(name=name), source)
    for procedure, pattern, stands in _CUTS:
        if procedure == name:
            text, times = re.subn(pattern, stands, text)
            if times != 1:
                raise ValueError(f"{name}: {times} places for {pattern}")
    text = _MAC.sub(lambda match: match[1] or "", text)
    reach = "Public" if name == "RunPython" else "Private"
    return re.sub(r"\A(?:Public |Private )?", f"{reach} ", text)


def _once(pattern: str, source: str) -> str:
    found = [match[0] for match in re.finditer(pattern, source, re.M)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} places for {pattern}")
    return found[0]
