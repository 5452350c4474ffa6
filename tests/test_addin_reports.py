"""Reports, batch and manual from the ribbon, on an Excel in memory.

B1 Word and HTML stand beside the workbook, or where the person says; nothing is lost there
B2 with errors only a draft is written, and only if it is wanted
B3 the batch tells its progress, opens its ledger, and finds it again
B4 the manual and the self-check are shown
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from docx import Document
from fake_excel import DESK, FakeExcel
from filings import busy, poured
from returns import SerialExecutor, failing, passing, save

from xltools.addin import macros
from xltools.collection.batch.given import read_given, run_given
from xltools.collection.batch.run import Orders
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import BOOK, PUBLISHING
from xltools.collection.register.body import Body
from xltools.collection.register.book import write_register
from xltools.collection.register.settings import ALL, Back, Setting
from xltools.collection.register.settings_sheet import settings_table
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.platform import desktop, files
from xltools.report.endings import PACKAGE, WORD
from xltools.ribbon.home import is_cache

NAME = "测试县发展和改革局2024年政府信息公开工作年度报告"
DRAFT = f"{NAME}（草稿）"

Opened = Callable[..., FakeExcel]


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was opened with its own program."""
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    monkeypatch.setattr(desktop, "open_with_its_program", open_it)
    return opened


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    def below_here(folder: Path) -> bool:
        """Tests themselves run in a temporary folder."""
        return is_cache(folder.relative_to(tmp_path))

    monkeypatch.setattr("xltools.ribbon.home.is_cache", below_here)

    def open_(filing: Filing, *, folder: str = "填报", read_only: bool = False) -> FakeExcel:
        path = tmp_path / folder / "填报表.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(poured(filing))
        return FakeExcel(path, read_only=read_only)

    return open_


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def package(stem: str) -> set[str]:
    """The files of a report; one that is no draft has its 送审稿 beside it."""
    proof = {stem + say("collection.proof") + WORD} if stem == NAME else set[str]()
    return {stem + ending for ending in PACKAGE} | proof


# ------------------------------------------------------------------ B1


def test_b1_reports_stand_beside_the_workbook_and_word_is_opened(
    edition: Edition, opened: Opened, shown: list[Path], tmp_path: Path
) -> None:
    excel = opened(busy(edition))
    macros.report()
    folder = tmp_path / "填报"
    assert names(folder) == {"填报表.xlsx", *package(NAME)}
    assert shown == [folder / f"{NAME}.docx"]
    assert Document(str(shown[0])).paragraphs
    assert str(shown[0]) in excel.person.read[0]
    assert excel.person.asked == []


@pytest.mark.parametrize("folder", ["WeChat Files/wxid_1/FileStorage/File/2026-01", "Temp/Rar$DI0"])
def test_b1_from_a_cache_folder_it_asks_where(
    folder: str, edition: Edition, opened: Opened, shown: list[Path], tmp_path: Path
) -> None:
    excel = opened(busy(edition), folder=folder)
    excel.person.chooses = tmp_path
    macros.report()
    assert excel.person.asked == [say("macro.where_cache")]
    assert shown == [tmp_path / f"{NAME}.docx"]
    assert names(tmp_path / folder) == {"填报表.xlsx"}
    macros.open_folder()
    assert shown[-1] == tmp_path


def test_b1_read_only_and_unsaved_it_asks_where_and_writes_nothing_without_an_answer(
    edition: Edition, opened: Opened, shown: list[Path], tmp_path: Path
) -> None:
    excel = opened(busy(edition), read_only=True)
    macros.report()
    DESK.extras |= {("Workbook", "ReadOnly"): False, ("Workbook", "Path"): ""}
    macros.report()
    DESK.extras["Workbook", "Path"] = "https://d.docs.live.net/1/填报"
    macros.report()
    unsaved = say("macro.where_unsaved")
    offered = [say("macro.offer_save"), "填报表.xlsx"]
    assert excel.person.asked == [say("macro.where_read_only"), *offered, unsaved, unsaved]
    assert (shown, excel.person.read) == ([], [])
    assert names(tmp_path / "填报") == {"填报表.xlsx"}


@pytest.mark.usefixtures("shown")
def test_b1_a_workbook_with_changes_is_saved_first_if_that_is_wanted(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    excel = opened(busy(edition))
    DESK.extras["Workbook", "Saved"] = False
    excel.person.says_yes = False
    macros.report()
    assert ("Workbook", "Save") not in excel.calls
    excel.person.says_yes = True
    macros.report()
    assert ("Workbook", "Save") in excel.calls
    assert excel.person.asked == [say("macro.offer_save")] * 2
    assert names(tmp_path / "填报") > {"填报表.xlsx", f"{NAME}.docx"}


@pytest.mark.usefixtures("shown")
def test_b1_a_new_workbook_is_saved_where_the_person_says(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    excel = opened(busy(edition))
    excel.person.saves_as = tmp_path / "新.xlsx"
    saved: list[tuple[str, int]] = []

    def save_as(place: str, kind: int) -> None:
        saved.append((place, kind))
        DESK.extras["Workbook", "Path"] = str(tmp_path)

    DESK.extras |= {("Workbook", "Path"): "", ("Workbook", "SaveAs"): save_as}
    macros.report()
    assert saved == [(str(tmp_path / "新.xlsx"), 51)]
    assert f"{NAME}.docx" in names(tmp_path)


def test_b1_an_earlier_report_that_differs_is_kept(
    edition: Edition, opened: Opened, shown: list[Path], tmp_path: Path
) -> None:
    excel = opened(busy(edition))
    earlier = tmp_path / "填报" / f"{NAME}.docx"
    earlier.write_bytes(b"edited by hand")
    macros.report()
    kept = earlier.with_stem(NAME + say("collection.numbered", number=2))
    assert kept.read_bytes() == b"edited by hand"
    assert str(kept) in excel.person.read[0]
    macros.report()
    assert names(tmp_path / "填报") == {"填报表.xlsx", kept.name, *package(NAME)}
    assert len(shown) == 2


def test_b1_a_report_that_is_open_is_named(
    edition: Edition,
    opened: Opened,
    shown: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "used by another process")

    excel = opened(busy(edition))
    word = tmp_path / "填报" / f"{NAME}.docx"
    word.write_bytes(b"open in Word")
    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(files, "_REPLACE_PAUSE", 0)
    macros.report()
    assert excel.person.read == [say("macro.in_use", file=word)]
    assert word.read_bytes() == b"open in Word"
    assert shown == []


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\张三\Documents\WeChat Files\wxid_1\FileStorage\File\2026-01",
        r"C:\Users\张三\xwechat_files\wxid_1\msg\file",
        r"D:\Tencent Files\12345\FileRecv",
        r"C:\Users\张三\Documents\WXWork\1688\Cache\File",
        r"C:\Users\张三\Documents\DingTalk\download",
        r"C:\Users\张三\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\AB12",
        r"C:\Users\张三\AppData\Local\Temp\7zO4C2A",
        r"D:\Foxmail 7.2\Storage\temp",
    ],
)
def test_b1_cache_folders_are_known(path: str) -> None:
    assert is_cache(Path(path))


@pytest.mark.parametrize(
    "path",
    [r"D:\年报\2025\模板temp表", r"\\server\共享\政务公开", r"C:\Users\张三\Desktop"],
)
def test_b1_other_folders_are_none(path: str) -> None:
    assert not is_cache(Path(path))


# ------------------------------------------------------------------ B2


def test_b2_with_errors_a_draft_is_offered_at_once(
    edition: Edition, opened: Opened, shown: list[Path], tmp_path: Path
) -> None:
    excel = opened(failing(edition))
    macros.report()
    assert excel.person.asked == [say("macro.offer_draft", counted="错误1项")]
    assert names(tmp_path / "填报") == {"填报表.xlsx", *package(DRAFT)}
    assert shown[0].stem == DRAFT


def test_b2_who_wants_no_draft_gets_none(
    edition: Edition, opened: Opened, shown: list[Path], tmp_path: Path
) -> None:
    excel = opened(failing(edition))
    excel.person.says_yes = False
    macros.report()
    assert (names(tmp_path / "填报"), shown) == ({"填报表.xlsx"}, [])


def test_b2_a_draft_can_be_had_without_being_asked(
    edition: Edition, opened: Opened, shown: list[Path]
) -> None:
    excel = opened(busy(edition))
    macros.draft()
    assert excel.person.asked == []
    assert shown[0].stem == DRAFT


# ------------------------------------------------------------------ B3


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.collection.batch.run.workers", SerialExecutor)


@pytest.mark.usefixtures("in_this_process", "shown")
def test_b3_a_folder_is_worked_on_and_its_ledger_opened(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    folder = tmp_path / "收件"
    save(passing(edition), folder / "好.xlsx")
    save(failing(edition, name="云溪县水务局"), folder / "错.xlsx")
    excel = opened(busy(edition))
    excel.person.chooses = folder
    macros.batch()
    assert names(folder) == {"好.xlsx", "错.xlsx"}
    result = tmp_path / "收件-结果"
    assert BOOK in names(result)
    assert [path.stem for path in (result / PUBLISHING).glob("*/*.docx")] == [NAME]
    assert excel.person.status == [
        say("macro.progress", done=1, files=2),
        say("macro.progress", done=2, files=2),
        False,
    ]
    counts = "、".join(say(f"turn.{turn}", count=1) for turn in ("passed", "returned"))
    assert say("summary.done", files=2, counts=counts) in excel.person.read[0]
    assert [book.name for book in excel.book.app.books] == ["填报表.xlsx", BOOK]


@pytest.mark.usefixtures("shown")
def test_b3_without_a_folder_nothing_happens(edition: Edition, opened: Opened) -> None:
    excel = opened(busy(edition))
    macros.batch()
    assert excel.person.asked == [say("macro.batch_folder")]
    assert excel.person.read == []


@pytest.mark.usefixtures("in_this_process", "shown")
def test_b3_the_last_ledger_is_found_again(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    excel = opened(busy(edition))
    macros.open_ledger()
    assert excel.person.read == [say("macro.no_ledger")]
    save(passing(edition), tmp_path / "收件" / "好.xlsx")
    excel.person.chooses = tmp_path / "收件"
    macros.batch()
    again = opened(busy(edition))
    macros.open_ledger()
    assert [book.name for book in again.book.app.books] == ["填报表.xlsx", BOOK]


@pytest.mark.usefixtures("in_this_process", "shown")
def test_b3_another_ledger_that_is_open_is_named(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    excel = opened(busy(edition))
    for folder in ("甲", "乙"):
        save(passing(edition), tmp_path / folder / "好.xlsx")
        excel.person.chooses = tmp_path / folder
        macros.batch()
    assert excel.person.read[-1] == say("macro.same_name", file=BOOK)
    assert (tmp_path / "乙-结果" / BOOK).is_file()


def register_in(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    bodies = [Body(name=name, code=f"{number:03}") for number, name in enumerate(names, 1)]
    (folder / "花名册.xlsx").write_bytes(write_register(bodies))


@pytest.mark.usefixtures("in_this_process", "shown")
@pytest.mark.parametrize("place", ["收件", "."])
def test_b3_the_register_is_found_and_the_year_is_that_of_the_returns(
    place: str, edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    save(passing(edition), tmp_path / "收件" / "好.xlsx")
    register_in(tmp_path / place, passing(edition).name, "云溪县水务局")
    excel = opened(busy(edition))
    excel.person.chooses = tmp_path / "收件"
    macros.batch()
    macros.batch()
    with Ledger.open(tmp_path / "收件-结果") as ledger:
        assert ledger.year() == passing(edition).year
    assert excel.person.asked == [say("macro.batch_folder")] * 2
    assert "云溪县水务局" in (tmp_path / "收件-结果" / "催报" / "各单位.txt").read_text("utf-8-sig")


@pytest.mark.usefixtures("in_this_process", "shown")
def test_b3_the_registers_settings_and_last_year_hold_as_on_the_command_line(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    folder, out, before = tmp_path / "收件", tmp_path / "收件-结果", tmp_path / "上年"
    filed, year = passing(edition), int(passing(edition).cover["year"])
    save(filed, folder / "好.xlsx")
    save(replace(filed, cover={**filed.cover, "year": str(year - 1)}), before / "好.xlsx")
    register_in(folder, filed.name)
    register, table = folder / "花名册.xlsx", settings_table()
    run_given(folder, out, read_given(out, Orders(year), register, [before]), SerialExecutor())
    written = openpyxl.load_workbook(register)
    row = table.header_row + 1  # 全部疑点
    written[table.sheet][f"{table.letter('back')}{row}"] = say("settings.stays")
    written.save(register)
    excel = opened(busy(edition))
    excel.person.chooses = folder
    macros.batch()
    with Ledger.open(out) as ledger:
        assert ledger.settings().rules == {ALL: Setting(back=Back.STAYS)}
        assert ledger.previous_given(year) == [str(before)]
    compared = say("summary.compared", year=year - 1, compared=1, count=1, sources=str(before))
    assert compared in excel.person.read[-1]


@pytest.mark.usefixtures("in_this_process", "shown")
def test_b3_a_year_that_nothing_tells_is_asked_for(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    register_in(tmp_path / "收件", "云溪县水务局")
    excel = opened(busy(edition))
    excel.person.chooses = tmp_path / "收件"
    macros.batch()
    assert excel.person.asked == [say("macro.batch_folder"), say("macro.ask_year")]
    assert not (tmp_path / "收件-结果").exists()
    excel.person.types = 2025.0
    macros.batch()
    with Ledger.open(tmp_path / "收件-结果") as ledger:
        assert ledger.year() == 2025


@pytest.mark.usefixtures("in_this_process", "shown")
def test_b3_what_only_is_called_a_register_is_named(
    edition: Edition, opened: Opened, tmp_path: Path
) -> None:
    save(passing(edition), tmp_path / "收件" / "花名册.xlsx")
    excel = opened(busy(edition))
    excel.person.chooses = tmp_path / "收件"
    macros.batch()
    file = tmp_path / "收件" / "花名册.xlsx"
    assert excel.person.read == [say("macro.no_register", file=file)]


@pytest.mark.usefixtures("in_this_process", "shown")
def test_b3_esc_stops_it_and_the_next_run_goes_on(
    edition: Edition, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("一", "二", "三"):
        save(passing(edition, name=f"云溪县{name}局"), tmp_path / "收件" / f"{name}.xlsx")
    excel = opened(busy(edition))
    excel.person.chooses = tmp_path / "收件"
    monkeypatch.setattr("xltools.platform.keys.escape_pressed", lambda: True)
    macros.batch()
    assert excel.person.read == [say("macro.stopped", done=1, files=3)]
    monkeypatch.setattr("xltools.platform.keys.escape_pressed", lambda: False)
    macros.batch()
    assert excel.person.status[-2] == say("macro.progress", done=3, files=3)
    assert (tmp_path / "收件-结果" / BOOK).is_file()


# ------------------------------------------------------------------ B4


def test_b4_the_manual_is_one_page_with_its_pictures(
    edition: Edition, opened: Opened, shown: list[Path]
) -> None:
    opened(busy(edition))
    macros.manual()
    page = shown[0].read_text("utf-8")
    assert page.count("<img") == page.count('src="data:image/png;base64,') > 3
    assert "<script" not in page


def test_b4_the_self_check_is_shown(
    edition: Edition, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor = ModuleType("doctor")
    doctor.__dict__.update(checks=lambda: ["Python：正常"], as_text="\n".join)
    monkeypatch.setitem(sys.modules, "xltools.addin.doctor", doctor)
    excel = opened(busy(edition))
    macros.self_check()
    assert excel.person.read == ["Python：正常"]


def test_b4_a_workbook_on_a_server_has_no_folder_to_open(
    edition: Edition, opened: Opened, shown: list[Path]
) -> None:
    excel = opened(busy(edition))
    macros.open_folder()
    assert shown[0].name == "填报"
    DESK.extras["Workbook", "Path"] = ""
    macros.open_folder()
    assert excel.person.read == [say("macro.no_folder")]
