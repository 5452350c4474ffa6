"""The ribbon's VBA, run in an in-memory Excel: with Python, without it, and on hostile workbooks.

V1 a button runs its macro in the user's own Python
V2 without Python, Validate recalculates, goes to the checks and tells the state
V3 a workbook chooses neither interpreter nor code, by sheet, file, folder or name
V4 every line runs here; no button is without its macro
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xlwings
from filings import busy
from sources import PACKAGE
from vba import BLOCKED, PYTHON, Desk, Excel, counted

from xltools.addin import harden
from xltools.addin.build import constants, ribbon
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.template import pour

MODULES = {"xlwings": harden.hardened(), "Places": constants(), "Ribbon": ribbon()}
COMMAND = "from xltools.addin import macros; macros."


@pytest.fixture(scope="module")
def book(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return of ours."""
    path = tmp_path_factory.mktemp("收件") / "填报表.xlsx"
    path.write_bytes(pour(busy(edition)))
    return path


def other_book(path: Path, sheet: str = "Sheet1") -> Path:
    """A workbook that is none of ours, with a sheet of that name."""
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].title = sheet
    workbook.save(path)
    return path


def buttons() -> list[str]:
    tab = ElementTree.parse(PACKAGE / "ribbon" / "ribbon.xml")
    return [str(button.get("tag")) for button in tab.iter() if button.get("onAction")]


# ------------------------------------------------------------------ V1


@pytest.mark.parametrize("tag", buttons())
def test_v1_each_button_runs_its_macro_in_the_users_own_python(tag: str, book: Path) -> None:
    excel = Excel(MODULES, Desk(book))
    assert excel.press(tag) == []
    (command,) = excel.commands
    assert f'"{PYTHON}" -B -P -c ' in command
    assert f"{COMMAND}{tag}()" in command
    assert f'--wb="{book.name}"' in command
    assert excel.app.evaluate("Application.StatusBar") is False


def test_v1_the_systems_own_command_interpreter_is_called(book: Path) -> None:
    excel = Excel(MODULES, Desk(book))
    excel.press("validate")
    assert excel.commands[0].startswith(r"C:\Windows\System32\cmd.exe /C C: & cd ")


def test_v1_the_log_goes_when_python_ended_well_and_stays_when_not(book: Path) -> None:
    for answer, deleted in (("0", 1), ("1", 0)):
        excel = Excel(MODULES, Desk(book, shell=answer))
        excel.press("report")
        assert len(excel.killed) == deleted


# ------------------------------------------------------------------ V2

WITHOUT_PYTHON = {
    "python_failed": Desk(shell="1"),
    "python_blocked": Desk(shell=BLOCKED),
    "no_python": Desk(files=()),
}


@pytest.mark.parametrize("code", WITHOUT_PYTHON)
def test_v2_without_python_validate_tells_the_state_and_how_to_get_the_rest(
    code: str, book: Path
) -> None:
    desk = WITHOUT_PYTHON[code]
    excel = Excel(MODULES, Desk(book, files=desk.files, shell=desk.shell))
    state = str(excel.app.evaluate('ActiveWorkbook.Names("ribbon.state").RefersToRange.Value'))
    (said,) = excel.press("validate")
    assert said.startswith(say("ribbon.state_is") + state)
    assert said.endswith(say(f"ribbon.{code}"))
    assert excel.app.evaluate("ActiveSheet.Name") == "校验"
    assert excel.app.evaluate("Application.StatusBar") is False


def test_v2_other_buttons_say_only_how_to_get_python(book: Path) -> None:
    excel = Excel(MODULES, Desk(book, shell=BLOCKED))
    assert excel.press("report") == [say("ribbon.python_blocked")]
    assert excel.app.evaluate("ActiveSheet.Name") == "封面"


def test_v2_a_workbook_of_others_has_no_state(tmp_path: Path) -> None:
    excel = Excel(MODULES, Desk(other_book(tmp_path / "别的.xlsx"), shell="1"))
    (said,) = excel.press("validate")
    assert said.startswith(say("ribbon.not_ours"))


def test_v2_without_any_workbook_the_user_is_told_to_open_one() -> None:
    excel = Excel(MODULES, Desk())
    assert excel.press("report") == [say("ribbon.no_workbook")]
    assert excel.commands == []


@pytest.mark.parametrize("tag", ["import_report", "batch", "open_ledger", "self_check", "manual"])
def test_v2_a_button_that_needs_no_workbook_works_without_one(tag: str) -> None:
    """It runs from an empty one, which is gone afterwards, whatever became of the run."""
    for shell, said in (("0", []), (BLOCKED, [say("ribbon.python_blocked")])):
        excel = Excel(MODULES, Desk(shell=shell))
        assert excel.press(tag) == said
        assert f"{COMMAND}{tag}()" in excel.commands[0]
        assert excel.app.evaluate("Workbooks.Count") == 0


def test_v2_no_settings_at_all_is_no_search_for_a_python(book: Path) -> None:
    excel = Excel(MODULES, Desk(book, settings={}))
    assert excel.press("report") == [say("ribbon.no_python")]
    assert excel.commands == []


# ------------------------------------------------------------------ V3

EVIL = r"\\evil\share\python.exe"


@pytest.fixture
def with_settings_sheet(tmp_path: Path) -> Path:
    """A workbook whose very hidden sheet names a stranger's interpreter."""
    path = other_book(tmp_path / "退回.xlsx", "xltools.conf")
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    sheet.append(["INTERPRETER_WIN", EVIL])
    sheet.append(["PYTHONPATH", r"\\evil\share"])
    workbook.create_sheet("Sheet1")
    workbook.active = 1
    sheet.sheet_state = "veryHidden"
    workbook.save(path)
    return path


def test_v3_a_settings_sheet_chooses_no_interpreter(with_settings_sheet: Path) -> None:
    assert_own_python(Excel(MODULES, Desk(with_settings_sheet, files=(PYTHON, EVIL))))


def test_v3_the_module_as_delivered_would_have_obeyed_it(with_settings_sheet: Path) -> None:
    """So that the tests of this section are known to see it."""
    delivered = Path(xlwings.__file__).with_name("xlwings_custom_addin.bas").read_text("ascii")
    delivered = delivered.replace('"myaddin"', '"xltools"')
    modules = MODULES | {"xlwings": delivered}
    excel = Excel(modules, Desk(with_settings_sheet, files=(PYTHON, EVIL)))
    excel.press("validate")
    assert EVIL in excel.commands[0]


def test_v3_a_settings_file_beside_the_workbook_chooses_no_interpreter(tmp_path: Path) -> None:
    path = other_book(tmp_path / "退回.xlsx")
    desk = Desk(path, files=(PYTHON, EVIL))
    beside = {"INTERPRETER_WIN": EVIL, "PYTHONPATH": r"\\evil\share"}
    folders = (str(path.parent), path.parent.as_posix(), ".")
    desk.settings = {f"{folder}\\xltools.conf": beside for folder in folders} | desk.settings
    assert_own_python(Excel(MODULES, desk))


def test_v3_a_sheet_named_like_code_is_not_run(tmp_path: Path) -> None:
    assert_own_python(Excel(MODULES, Desk(other_book(tmp_path / "退回.xlsx", "macros.py"))))


def assert_own_python(excel: Excel) -> None:
    assert excel.press("validate") == []
    (command,) = excel.commands
    assert f'& "{PYTHON}" -B -P -c ' in command
    assert "evil" not in command
    assert r"prepare_sys_path(\"false\")" in command
    assert "runpython_embedded_code" not in command


def test_v3_nothing_of_the_workbooks_folder_is_in_pythons_path(tmp_path: Path) -> None:
    """So an `xltools` folder or an archive beside it is never imported."""
    folder = tmp_path / "a^&calc"
    folder.mkdir()
    excel = Excel(MODULES, Desk(other_book(folder / "退回.xlsx")))
    excel.press("validate")
    assert folder.name not in excel.commands[0]


def test_v3_python_so_started_imports_nothing_that_lies_beside_the_workbook(
    tmp_path: Path,
) -> None:
    """The command as it was captured, run here in a folder with packages of those names."""
    for package in ("xltools", "xlwings"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('a stranger')")
    excel = Excel(MODULES, Desk(other_book(tmp_path / "退回.xlsx")))
    excel.press("validate")
    found = re.search(r'pythonw.exe" (-\S+ -\S+ -c) "(.*?)"  --wb=', excel.commands[0])
    assert found
    code = (
        found[2]
        .replace(r"\"", '"')
        .replace(COMMAND, "from xltools import addin; print('our own') #")
    )
    options = found[1].split()
    done = subprocess.run(
        [sys.executable, *options, code, f"--wb={tmp_path}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "our own"


@pytest.mark.parametrize("name", ["%CMDCMDLINE%&calc&.xlsx", "2025=26.xlsx"])
def test_v3_a_name_that_a_command_line_would_change_is_refused(name: str, tmp_path: Path) -> None:
    excel = Excel(MODULES, Desk(other_book(tmp_path / name)))
    assert excel.press("validate") == [say("ribbon.unsafe_name")]
    assert excel.commands == []


def test_v3_other_signs_in_a_name_stay_between_quotes(tmp_path: Path) -> None:
    name = "年报(1) & a^b.xlsx"
    excel = Excel(MODULES, Desk(other_book(tmp_path / name)))
    assert excel.press("validate") == []
    before, after = excel.commands[0].split(f'--wb="{name}" ')
    assert before.count('"') % 2 == after.count('"') % 2 == 0


def test_v3_a_cell_that_calls_the_add_in_starts_nothing(book: Path) -> None:
    excel = Excel(MODULES, Desk(book, caller='ActiveSheet.Range("A1")'))
    excel.press("validate")
    assert excel.commands == []


def test_v3_only_runpython_can_be_reached_from_outside_its_module() -> None:
    source = MODULES["xlwings"]
    assert re.findall(r"^Public (?:Function|Sub) (\w+)", source, re.M) == ["RunPython"]
    procedures = re.findall(r"^(?:(Public|Private) )?(?:Function|Sub) \w+", source, re.M)
    assert "" not in procedures
    assert "Option Private Module" in source
    for gone in ("Declare ", "Lib ", "LICENSE_KEY", "Shell(", "ThisWorkbook", ".FullName"):
        assert gone not in source


# ------------------------------------------------------------------ V4


def test_v4_every_line_of_the_ribbons_vba_runs(book: Path, tmp_path: Path) -> None:
    source, lines = counted(MODULES["Ribbon"])
    modules = MODULES | {"Ribbon": source}
    desks = [
        Desk(book),
        Desk(book, shell="1"),
        Desk(book, shell=BLOCKED),
        Desk(book, files=()),
        Desk(other_book(tmp_path / "别的.xlsx"), shell="1"),
        Desk(other_book(tmp_path / "a%b.xlsx")),
        Desk(),
    ]
    ran: set[int] = set()
    for desk in desks:
        excel = Excel(modules, desk)
        for tag in ("validate", "manual"):
            excel.press(tag)
        ran |= excel.hits
    assert ran == lines
