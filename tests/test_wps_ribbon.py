"""The ribbon in WPS: its page in Chromium, on a host of WPS's documented calls.

W1 校验 leaves the same marks and rows as the macro in Excel, of demo returns
W2 no locked cell is written, nothing is lost, what a host refuses is told
W3 下一处 walks, 清除标记 clears
W4 生成报告 writes what Excel's button writes, beside the workbook or where it is told, over nothing
W5 an old or broken engine leaves the workbook's own state, and the page
W6 the tab is Excel's; its page asks nobody for anything
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from chrome import Tab, browser
from fake_excel import FakeExcel
from fake_wps import Cells, FakeWps, Quick, Refusal, answering, as_kept, press, show
from filings import poured
from openpyxl.styles import Protection
from returns import failing, passing
from ribboned import DOUBT, contents, free_row, may_change, type_in, value, with_doubts
from sources import PACKAGE

from xltools import __version__
from xltools.addin import macros
from xltools.addin.live_book import LiveBook
from xltools.browser.parts import parts
from xltools.cli.output import write_new_folder
from xltools.demo.returned import Returned, content, office
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.layout.return_book import CHECK, CheckRow, Spot, layout_of
from xltools.messages import say
from xltools.reader.cells.grid import read_grid
from xltools.reader.form.stamp import cells_to_read
from xltools.reader.opening.package import Package
from xltools.ribbon import pressed
from xltools.ribbon.checking import Checked, checked
from xltools.ribbon.telling import stops_of
from xltools.ribbon.told import CannotDo
from xltools.wps.build import BUTTONS, FOLDER, addin_folder

pytestmark = pytest.mark.browser

TAB = ("Validate", "NextFinding", "ClearMarks", "Report", "Draft", "SelfCheck", "Manual")
VALIDATE, NEXT, CLEAR, REPORT, DRAFT, SELF_CHECK, MANUAL = (f"xltools{name}" for name in TAB)


@pytest.fixture(scope="module")
def addin(page_parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in as it lies in the folder of a user with a Chinese name and a blank in it."""
    made = tmp_path_factory.mktemp("家") / "张 三"
    write_new_folder(made, addin_folder(parts(page_parts), "<!doctype html>"))
    return made / FOLDER


@dataclass
class Desk:
    """WPS and the add-in's page in it."""

    wps: FakeWps
    tab: Tab

    def press(self, button: str) -> None:
        press(self.tab, button)

    def open(self, path: Path, *, quick: bool = True) -> Any:
        return self.wps.open(path, quick)


@pytest.fixture(scope="module")
def _desk(  # pyright: ignore[reportUnusedFunction]
    addin: Path, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    here = tmp_path_factory.mktemp("wps")
    (here / "temp").mkdir()
    wps = FakeWps(here / "temp")
    with answering(wps) as address, browser(chromium, here / "chromium") as tab:
        show(tab, addin, address)
        yield Desk(wps, tab)


@pytest.fixture
def desk(_desk: Desk) -> Desk:
    _desk.wps.says_yes, _desk.wps.read_only, _desk.wps.chooses = True, False, ""
    _desk.wps.saved, _desk.wps.unsaved = True, False
    return _desk


def saved(filing: Filing, path: Path) -> Path:
    path.write_bytes(poured(filing))
    return path


def found_in(path: Path) -> Checked:
    package = Package(path.read_bytes())
    return checked(read_grid(package, cells_to_read()), path.name, package.pasted)


# ------------------------------------------------------------------ W1


def by_blocks(path: Path, before: Cells) -> tuple[Cells, str, tuple[str, int, int]]:
    """What the macro in Excel makes of the cells of a workbook, tells and selects."""
    cells = dict(before)
    try:
        answer = pressed.validate(found_in(path))
    except CannotDo as refused:
        return cells, str(refused), Quick.AT_FIRST
    for write in answer.writes:
        for number, row in enumerate(write.data):
            for column, data in enumerate(row):
                spot = write.area.first.moved(rows=number, columns=column)
                cells.pop((spot.sheet, spot.address), None)
                if data is not None:
                    cells[spot.sheet, spot.address] = as_kept(data)
    at = answer.go
    return cells, answer.tell, (at.sheet, at.row, at.column) if at else Quick.AT_FIRST


def opens(one: Returned) -> bool:
    """Whether it is a workbook that a program opens: whole, and not encrypted."""
    if one["source"].endswith(".json"):
        return "keep" not in one
    return content(one).startswith(b"PK\3\4")


OPENED = [one for one in office()["file"] if opens(one)]
DEMO = {
    one["name"]: one
    for place, one in enumerate(OPENED)
    if place % 3 == 0 or "relabel" in one or not one["source"].endswith(".json")
}
"""Each third, and those that are no return as it was given out."""


def test_w1_most_of_the_demo_can_be_opened() -> None:
    assert len(OPENED) >= 15


@pytest.mark.parametrize("name", DEMO)
def test_w1_a_demo_return_gets_the_rows_and_marks_that_the_macro_in_excel_leaves(
    name: str, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / Path(name).name
    path.write_bytes(data := content(DEMO[name]))
    book = desk.open(path)
    before = book.contents
    desk.press(VALIDATE)
    cells, told, selected = by_blocks(path, before)
    assert (desk.wps.read, book.at) == ([told], selected)
    assert book.contents == cells
    assert desk.wps.refused == []
    assert path.read_bytes() == data
    assert list(desk.wps.temp.iterdir()) == []


def test_w1_twice_in_a_workbook_that_recalculates_as_in_excel(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    """By the real macro: found, explained, found again."""
    path = saved(with_doubts(edition), tmp_path / "填报表.xlsx")

    def walked(excel: FakeExcel, validate: Any) -> list[object]:
        validate()
        type_in(excel, free_row(edition, excel, DOUBT).spot("explanation"), "统计口径不同")
        validate()
        return [contents(excel), LiveBook.calling().selected]

    in_excel = FakeExcel(path)
    wanted = [*walked(in_excel, macros.validate), in_excel.person.read]
    live = desk.open(path, quick=False)
    assert [*walked(live.excel, lambda: desk.press(VALIDATE)), desk.wps.read] == wanted
    row = free_row(edition, live.excel, DOUBT)
    assert value(live.excel, row.spot("verdict")) == say("verdict.explained")
    assert value(live.excel, layout_of(edition).free_bindings.first) == DOUBT


# ------------------------------------------------------------------ W2


def test_w2_only_open_cells_change(edition: Edition, desk: Desk, tmp_path: Path) -> None:
    path = saved(failing(edition), tmp_path / "a.xlsx")
    book = desk.open(path)
    before = book.contents
    desk.press(VALIDATE)
    after = book.contents
    changed = {at for at in {*before, *after} if before.get(at) != after.get(at)}
    assert changed
    assert changed <= {(spot.sheet, spot.address) for spot in may_change(edition)}


def test_w2_a_locked_cell_takes_nothing(edition: Edition, tmp_path: Path) -> None:
    """The proof that the tests above could fail."""
    spot = next(iter(layout_of(edition).checks.values())).spot("verdict")
    with pytest.raises(Refusal):
        Quick(saved(passing(edition), tmp_path / "a.xlsx")).put(spot.sheet, spot.address, "通过")


def test_w2_what_the_host_refuses_is_one_sentence(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    book = desk.open(saved(failing(edition), tmp_path / "a.xlsx"))
    for spot in layout_of(edition).free.spots():
        book.book[CHECK][spot.address].protection = Protection(locked=True)
    desk.press(VALIDATE)
    assert desk.wps.read == [say("wps.refused")]
    assert len(desk.wps.refused) == 1


def test_w2_text_of_a_return_never_becomes_a_formula(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(with_doubts(edition), tmp_path / "a.xlsx")
    desk.open(path)
    desk.press(VALIDATE)
    puts = [given for call, given in desk.wps.calls if call == "put"]
    texts = [text for _, _, text in puts if isinstance(text, str)]
    assert len(texts) > 20
    assert all(text.startswith("'") for text in texts)


@pytest.mark.parametrize("what", ["工资表", "改过的表"])
def test_w2_what_is_no_form_of_ours_is_refused_and_left_alone(
    what: str, edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(passing(edition), tmp_path / f"{what}.xlsx")
    made = Quick(path)
    if what == "工资表":
        for sheet in made.book.sheetnames[1:]:
            del made.book[sheet]
    else:
        label = layout_of(edition).tables["requests"]
        spot = label.spot(next(iter(label.grid)))
        made.book[spot.sheet][spot.address].value = "改过"
    made.book.save(path)
    book = desk.open(path)
    before = book.contents
    for button in (VALIDATE, NEXT, CLEAR, REPORT):
        desk.press(button)
    assert len(set(desk.wps.read)) == 1
    assert len(desk.wps.read) == 4
    assert book.contents == before


def test_w2_a_word_typed_while_it_is_checked_gets_no_other_finding(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(with_doubts(edition), tmp_path / "a.xlsx")
    book = desk.open(path)
    said = CheckRow(layout_of(edition).free.first.row).spot("explanation")
    desk.tab.run(f"OnAction({{ Id: '{VALIDATE}' }})")
    book.put(said.sheet, said.address, "先写在这里")
    before = book.contents
    desk.tab.until("!xltools.busy")
    assert desk.wps.read == [say("wps.typed")]
    assert book.contents == before


# ------------------------------------------------------------------ W3


def test_w3_next_walks_every_place_and_comes_round(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(with_doubts(edition), tmp_path / "a.xlsx")
    book = desk.open(path)
    places = stops_of(found_in(path))
    visited: list[Spot] = []
    for _ in (*places, "once more"):
        desk.press(NEXT)
        visited.append(Spot(*book.at))
    assert visited == [*(stop.spot for stop in places), places[0].spot]
    assert desk.wps.read[0] == places[0].said


def test_w3_clearing_takes_marks_and_findings_and_nothing_else(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(failing(edition), tmp_path / "a.xlsx")
    book = desk.open(path)
    before = book.contents
    desk.press(VALIDATE)
    assert book.contents != before
    desk.press(CLEAR)
    assert book.contents == before
    assert desk.wps.read[-1] == say("macro.cleared")


# ------------------------------------------------------------------ W4


def written(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix != ".xlsx"}


def test_w4_the_report_lies_beside_the_workbook_as_excel_writes_it(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(passing(edition), tmp_path / "某某县司法局.xlsx")
    desk.open(path)
    desk.press(REPORT)
    wanted = pressed.documents(found_in(path), path.name, draft=False)
    assert written(tmp_path) == wanted
    assert desk.wps.opened == [str(tmp_path / next(iter(wanted)))]
    assert desk.wps.opened[0].endswith(".docx")
    assert all(name in desk.wps.read[0] for name in wanted)
    desk.press(REPORT)
    assert written(tmp_path) == wanted  # the same is not kept twice


def test_w4_an_earlier_file_of_that_name_is_kept(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(passing(edition), tmp_path / "a.xlsx")
    name = next(iter(wanted := pressed.documents(found_in(path), path.name, draft=False)))
    (tmp_path / name).write_bytes(b"mine")
    desk.open(path)
    desk.press(REPORT)
    kept = Path(name).stem + "（2）.docx"
    assert written(tmp_path) == {**wanted, kept: b"mine"}
    assert kept in desk.wps.read[0]


@pytest.mark.parametrize("yes", [True, False])
def test_w4_a_draft_is_offered_where_it_may_not_be_filed(
    yes: bool, edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(failing(edition), tmp_path / "a.xlsx")
    desk.open(path)
    desk.wps.says_yes = yes
    desk.press(REPORT)
    assert desk.wps.asked_for == [pressed.question(found_in(path))]
    assert all(say("collection.draft") in name for name in written(tmp_path))
    assert bool(written(tmp_path)) == yes


@pytest.mark.parametrize("why", ["read_only", "cache", "closed"])
def test_w4_where_it_may_not_lie_beside_a_folder_is_asked_for(
    why: str, edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    home, chosen = tmp_path / ("Temp" if why == "cache" else "a"), tmp_path / "b"
    home.mkdir()
    chosen.mkdir()
    desk.open(saved(passing(edition), home / "a.xlsx"))
    desk.wps.read_only = why == "read_only"
    desk.wps.chooses = "" if why == "closed" else str(chosen)
    if why == "closed":
        desk.wps.read_only = True
    desk.press(REPORT)
    asked = "read_only" if why == "closed" else why
    assert desk.wps.asked_for == [say(f"macro.where_{asked}")]
    assert written(home) == {}
    assert bool(written(chosen)) == (why != "closed")


def test_w4_a_draft_is_made_without_being_asked(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(passing(edition), tmp_path / "a.xlsx")
    desk.open(path)
    desk.press(DRAFT)
    assert desk.wps.asked_for == []
    assert written(tmp_path) == pressed.documents(found_in(path), path.name, draft=True)


def test_w4_a_workbook_is_saved_before_the_report_if_that_is_wanted(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    path = saved(passing(edition), tmp_path / "a.xlsx")
    (tmp_path / "报送").mkdir()
    desk.open(path)
    desk.wps.saved = False
    desk.press(DRAFT)
    assert desk.wps.saved
    assert desk.wps.asked_for == [say("macro.offer_save")]
    calls = [call for call, _ in desk.wps.calls]
    assert calls.index("save") < calls.index("save_copy")
    desk.wps.saved, desk.wps.unsaved = False, True
    desk.wps.chooses = str(tmp_path / "报送" / "新.xlsx")
    desk.press(DRAFT)
    assert desk.wps.asked_for[1:] == [say("macro.offer_save"), "a.xlsx"]
    assert (tmp_path / "报送" / "新.xlsx").is_file()
    assert written(tmp_path / "报送")


def test_w4_what_could_not_be_written_is_named(
    edition: Edition, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_given: object) -> None:
        """As a host that says nothing and writes nothing."""

    monkeypatch.setattr(desk.wps, "write", nothing, raising=False)
    desk.open(saved(passing(edition), tmp_path / "a.xlsx"))
    desk.press(REPORT)
    (told,) = desk.wps.read
    assert told.startswith(say("wps.not_written"))
    assert ".docx" in told


# ------------------------------------------------------------------ W5


def test_w5_an_old_wps_shows_the_state_and_opens_the_page(
    addin: Path, edition: Edition, tmp_path: Path, chromium: str
) -> None:
    wps = FakeWps(tmp_path)
    with answering(wps) as address, browser(chromium, tmp_path / "chromium") as tab:
        show(tab, addin, address, before="delete window.DecompressionStream;")
        book = wps.open(saved(failing(edition), tmp_path / "a.xlsx"))
        for button in (VALIDATE, NEXT, CLEAR, REPORT):
            press(tab, button)
        assert tab.run("typeof engineOf") == "undefined"
    state = say("ribbon.state_is") + str(value(book.excel, layout_of(edition).state))
    assert wps.read == [f"{state}\n\n{say('wps.too_old')}", *[say("wps.too_old")] * 3]
    assert wps.opened == [str(addin / say("wps.page"))] * 4
    assert book.selected() == (CHECK, 1, 1)
    assert not [call for call, _ in wps.calls if call in ("put", "save_copy")]


def test_w5_an_engine_that_dies_says_so_and_starts_anew(
    edition: Edition, desk: Desk, tmp_path: Path
) -> None:
    desk.open(saved(passing(edition), tmp_path / "a.xlsx"))
    desk.press(CLEAR)
    desk.tab.run("xltools.engine.worker.postMessage = () => xltools.engine.worker.onerror(); 0")
    desk.press(CLEAR)
    assert desk.wps.read[-1] == say("wps.no_engine")
    assert desk.wps.opened[-1].endswith(say("wps.page"))
    desk.press(CLEAR)
    assert desk.wps.read[-1] == desk.wps.read[0] == say("macro.cleared")


def test_w5_without_a_workbook_it_is_said(desk: Desk) -> None:
    desk.wps.book = None
    desk.wps.read.clear()
    desk.press(VALIDATE)
    assert desk.wps.read == [say("ribbon.no_workbook")]


def test_w5_a_second_press_waits(edition: Edition, desk: Desk, tmp_path: Path) -> None:
    desk.open(saved(passing(edition), tmp_path / "a.xlsx"))
    pressed_twice = f"OnAction({{ Id: '{NEXT}' }}); OnAction({{ Id: '{NEXT}' }})"
    desk.tab.run(pressed_twice)
    desk.tab.until("!xltools.busy")
    assert desk.wps.read[0] == say("wps.busy")
    assert len(desk.wps.read) == 2


def test_w5_the_page_of_the_folder_works_by_itself(
    addin: Path, chromium: str, edition: Edition, tmp_path: Path
) -> None:
    with browser(chromium, tmp_path / "chromium") as tab:
        tab.go((addin / say("wps.page")).as_uri())
        tab.until("document.documentElement.dataset.ready")
        tab.choose("#files", [saved(failing(edition), tmp_path / "a.xlsx")])
        tab.until("document.querySelectorAll('details').length == 1")
        assert tab.run("document.querySelector('details').result.state") == "errors"


# ------------------------------------------------------------------ W6


def test_w6_the_tab_is_excels_with_what_works_here(addin: Path) -> None:
    def buttons(file: Path, label: str) -> list[dict[str, str]]:
        """What a person sees of them."""
        tab = ElementTree.parse(file)
        names = ("id", "label", "screentip", "supertip", "size")
        return [
            {name: button.get(name, "") for name in names}
            for button in tab.iter()
            if button.get(label)
        ]

    source = ElementTree.parse(PACKAGE / "ribbon" / "ribbon.xml")
    ours = {button.get("id") for button in source.iter() if button.get("tag") in BUTTONS}
    wanted = [b for b in buttons(PACKAGE / "ribbon" / "ribbon.xml", "tag") if b["id"] in ours]
    assert buttons(addin / "ribbon.xml", "getImage") == wanted
    assert [one["id"] for one in wanted] == [f"xltools{name}" for name in TAB]


@pytest.mark.parametrize("button", [f"xltools{name}" for name in TAB])
def test_w6_every_button_has_its_picture(button: str, addin: Path, desk: Desk) -> None:
    picture = desk.tab.run(f"GetImage({{ Id: '{button}' }})")
    assert ElementTree.parse(addin / picture).getroot().tag.endswith("svg")


def test_w6_the_manual_opens(desk: Desk, addin: Path) -> None:
    desk.wps.opened.clear()
    desk.press(MANUAL)
    assert desk.wps.opened == [str(addin / f"{say('macro.manual')}.html")]
    assert Path(desk.wps.opened[0]).is_file()


@pytest.mark.parametrize("opened", [True, False])
def test_w6_the_self_check_says_what_works_with_or_without_a_workbook(
    opened: bool, edition: Edition, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if opened:
        desk.open(saved(passing(edition), tmp_path / "a.xlsx"))
    else:
        desk.wps.book = None
        desk.wps.read.clear()
        monkeypatch.setattr(desk.wps, "temp", tmp_path / "gone")
    desk.press(SELF_CHECK)
    (told,) = desk.wps.read
    assert say("wps.check_program", version=__version__) in told
    book, no_book = say("wps.check_book", book="a.xlsx"), say("wps.check_no_book")
    assert (book in told, no_book in told) == (opened, not opened)
    assert (say("wps.check_temp_usable") in told) == opened
    assert say("wps.check_elsewhere") in told


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("file:///home/%E5%BC%A0%20%E4%B8%89/a/index.html", "/home/张 三/a/b.html"),
        ("file:///C:/Users/%E5%BC%A0/a/index.html", r"C:\Users\张\a\b.html"),
        ("file://server/%E5%BC%A0$/a/index.html", r"\\server\张$\a\b.html"),
    ],
)
def test_w6_a_file_beside_the_page_is_called_as_its_system_does(
    page: str, place: str, desk: Desk
) -> None:
    assert desk.tab.run(f"xltools.place(new URL('{page}'), 'b.html')") == place


def test_w6_the_page_loads_files_of_its_own_folder_and_nothing_else(
    desk: Desk, edition: Edition, tmp_path: Path
) -> None:
    desk.open(saved(passing(edition), tmp_path / "a.xlsx"))
    desk.press(NEXT)
    loaded = desk.tab.run("performance.getEntriesByType('resource').map(one => one.name)")
    others = {name.split("/")[0] for name in loaded if not name.startswith("http://127.0.0.1")}
    assert others <= {"file:", "blob:"}


def test_w6_main_js_runs_in_old_browsers(addin: Path) -> None:
    """No word of it is younger than the oldest WPS; what is stands in press.js."""
    script = (addin / "main.js").read_text(encoding="ascii")
    young = ("=>", "`", "const ", "let ", "async ", "await ", "...", "?.", "??", "class ")
    assert [word for word in young if word in script] == []
