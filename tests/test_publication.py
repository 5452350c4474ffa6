"""发布包: what may be published lies apart from the rest, a folder a body, with index and digests.

P1 finished, doubted and unpublished reports each in their folder; they move as the word changes
P2 an OUT of version 0.1.0 is tidied once, nothing lost
P3 the index leads to every report, with day and address; the digests are right
P4 names of bodies make folders that every system takes; a link in a folder's place is refused
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from ledgers import NOW, contents, rows, write_into
from openpyxl import load_workbook
from returns import SerialExecutor, failing, passing, run_here, save

from xltools.collection.batch.run import Result
from xltools.collection.ledger.facts import Choice
from xltools.collection.ledger.ledger import CHINA, Ledger, Output
from xltools.collection.ledger.names import (
    BOOK,
    DIGESTS,
    INDEX_PAGE,
    PUBLISHING,
    REMINDER,
    RETIRED,
    UNPUBLISHED,
    WAITING,
)
from xltools.collection.ledger_book.book import bodies_table, files_table, findings_table
from xltools.collection.ledger_book.sheets import today_table
from xltools.collection.outgoing import put as outgoing
from xltools.collection.register.body import Body, Mode
from xltools.filing.filing import Filing
from xltools.filing.states import FileState
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.report.endings import PACKAGE

NAMES = ("甲局", "乙局", "丙局", "丁局")
BODIES = (*(Body(name) for name in NAMES), Body("密局", mode=Mode.UNPUBLISHED))
ADDRESS = "http://www.yunxi.gov.cn/yj/2024.html"
TITLE = say("collection.report_title", year=2024)


def doubted(edition: Edition, name: str) -> Filing:
    """A return with a doubt: a comma too many."""
    good = passing(edition, name=name, report_name=name)
    return replace(good, narratives={**good.narratives, "proactive": ("主动公开，，有序推进。",)})


def good(edition: Edition, name: str, **cover: str) -> Filing:
    return passing(edition, name=name, report_name=name, **cover)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "收件"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "结果"


@pytest.fixture
def run(folder: Path, out: Path) -> Callable[..., Result]:
    def ran(**asked: Any) -> Result:
        given: dict[str, Any] = {"year": 2024, "register": BODIES, "now": NOW, **asked}
        return run_here(folder, out, **given)

    return ran


def package(place: str, name: str) -> set[str]:
    return {f"{place}/{name}/{name}{TITLE}{ending}" for ending in PACKAGE}


def lying(out: Path, *places: str) -> set[str]:
    """What lies in those folders, but for what is of all bodies."""
    found = {name for name in contents(out) if name.startswith(tuple(f"{p}/" for p in places))}
    return found - {INDEX_PAGE, DIGESTS}


class RendersNothing(SerialExecutor):
    """Examines nothing and renders no report again; slips it makes."""

    def map(self, work: Callable[[Any], Any], tasks: Sequence[Any]) -> Generator[Any, None, None]:
        assert work is outgoing.make or not tasks
        yield from super().map(work, tasks)


# ------------------------------------------------------------------ P1


def test_p1_each_report_lies_where_its_word_says(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(good(edition, "甲局"), folder / "a.xlsx")
    save(doubted(edition, "乙局"), folder / "b.xlsx")
    save(failing(edition, name="丙局", report_name="丙局"), folder / "c.xlsx")
    save(good(edition, "密局"), folder / "d.xlsx")
    summary = run().summary
    assert lying(out, PUBLISHING) == package(PUBLISHING, "甲局")
    assert lying(out, WAITING) == package(WAITING, "乙局")
    closed = f"{UNPUBLISHED}/密局/密局{TITLE}{say('collection.unpublished')}.docx"
    assert lying(out, UNPUBLISHED) == {closed}
    for code, place in (
        ("publishing", PUBLISHING),
        ("waiting", WAITING),
        ("unpublished", UNPUBLISHED),
    ):
        assert say(f"summary.{code}", count=1, folder=place) in summary
    assert len([path for path in out.iterdir() if path.is_file()]) == 4
    listed = {row["file"]: row["word"] for row in rows(out, files_table())}
    assert f"{WAITING}/乙局/乙局{TITLE}.docx" in listed["b.xlsx"]


def test_p1_what_is_explained_moves_into_the_package_and_back_without_being_made_again(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(doubted(edition, "乙局"), folder / "b.xlsx")
    run()
    before = {Path(name).name: data for name, data in contents(out / WAITING).items()}
    (doubt,) = [r for r in rows(out, findings_table()) if r["severity"] == say("severity.warning")]

    def ruled(choice: Choice) -> dict[str, bytes]:
        said = {"ruling": choice.label, "why_not": "已电话核实，确为笔误"}
        write_into(out, findings_table(), "key", doubt["key"], said)
        run(executor=RendersNothing())
        return {Path(name).name: contents(out)[name] for name in lying(out, PUBLISHING, WAITING)}

    assert ruled(Choice.ACCEPTED) == before
    assert lying(out, PUBLISHING) == package(PUBLISHING, "乙局")
    assert not (out / WAITING).exists()
    assert ruled(Choice.REFUSED) == before
    assert lying(out, WAITING) == package(WAITING, "乙局")
    assert not (out / PUBLISHING).exists()
    retired = {name for name in contents(out / RETIRED) if name.endswith(PACKAGE)}
    assert not any(TITLE in name for name in retired)


def test_p1_corrected_the_doubted_reports_go_aside_and_no_empty_folder_stays(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(doubted(edition, "乙局"), folder / "b.xlsx")
    run()
    before = contents(out / WAITING)
    save(good(edition, "乙局"), folder / "b.xlsx")
    run()
    assert lying(out, PUBLISHING) == package(PUBLISHING, "乙局")
    assert {*before.values()} <= {*contents(out).values()}
    assert not (out / WAITING).exists()


def test_p1_without_a_register_the_name_in_the_return_names_the_folder(
    edition: Edition, folder: Path, out: Path
) -> None:
    save(good(edition, "甲局"), folder / "a.xlsx")
    save(doubted(edition, "乙局"), folder / "b.xlsx")
    run_here(folder, out)
    assert lying(out, PUBLISHING, WAITING) == package(PUBLISHING, "甲局") | package(WAITING, "乙局")


# ------------------------------------------------------------------ P2


def as_version_0_1_0(out: Path) -> None:
    """Put every report beside the ledger, as that version did, and note it so."""
    with Ledger.open(out) as ledger, ledger.adding():
        for name, output in ledger.outputs().items():
            if name.startswith((f"{PUBLISHING}/", f"{WAITING}/")):
                ledger.put(1, name, Output("", ""))
                if name not in (INDEX_PAGE, DIGESTS):
                    shutil.move(out / name, out / Path(name).name)
                    ledger.put(1, Path(name).name, output)
    for place in (PUBLISHING, WAITING):
        shutil.rmtree(out / place, ignore_errors=True)


@pytest.mark.parametrize("terms", ["the same", "others"])
def test_p2_an_out_of_version_0_1_0_is_tidied_once_and_nothing_is_lost(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result], terms: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    save(good(edition, "甲局"), folder / "a.xlsx")
    save(doubted(edition, "乙局"), folder / "b.xlsx")
    save(good(edition, "丙局"), folder / "c.xlsx")
    run()
    as_version_0_1_0(out)
    edited = out / f"丙局{TITLE}.docx"
    edited.write_bytes(b"edited by the office")
    (out / "办公室自己的说明.docx").write_bytes(b"not ours")
    before = contents(out)
    if terms == "others":
        monkeypatch.setattr("xltools.collection.ledger.judged_by.program", lambda: "later")
    result = run()
    assert lying(out, PUBLISHING, WAITING) == {
        *package(PUBLISHING, "甲局"), *package(PUBLISHING, "丙局"), *package(WAITING, "乙局")
    }  # fmt: skip
    assert {path.name for path in out.glob("*.docx")} == {"办公室自己的说明.docx"}
    assert not list(out.glob(f"*{TITLE}*"))
    assert (out / RETIRED / edited.name).read_bytes() == b"edited by the office"
    kept = {*contents(out).values()}
    assert all(data in kept for name, data in before.items() if TITLE in name)
    told = say("summary.tidied_once", count=12, old=RETIRED, folder=PUBLISHING)
    assert told in result.summary
    assert told not in run().summary


def test_p2_one_that_is_open_elsewhere_waits_for_the_next_run(
    edition: Edition,
    folder: Path,
    out: Path,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save(good(edition, "甲局"), folder / "a.xlsx")
    run()
    as_version_0_1_0(out)
    held = out / f"甲局{TITLE}.docx"
    replaced = os.replace

    def refusing(source: str, target: str) -> None:
        if str(held) in (str(source), str(target)):
            raise PermissionError(13, "used by another process")
        replaced(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("xltools.platform.files.os.replace", refusing)
        patch.setattr("xltools.platform.files._REPLACE_PAUSE", 0)
        result = run()
        assert result.exit_code == 0
        assert lying(out, PUBLISHING) == package(PUBLISHING, "甲局")
        assert held.is_file()
        assert say("summary.held", files=held.name) in result.summary
    run()
    assert not held.exists()


# ------------------------------------------------------------------ P3

_LINK = re.compile(r'<a href="([^"]+)"')


def test_p3_the_index_leads_to_each_report_and_says_when_and_where_it_was_published(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    for number, name in enumerate(NAMES):
        save(good(edition, name), folder / f"{9 - number}.xlsx")
    save(doubted(edition, "密局"), folder / "x.xlsx")
    run()
    said = {"published": date(2025, 1, 15), "url": "https://www.example.gov.cn/a?b=1&c=<2>"}
    write_into(out, bodies_table(), "body", "乙局", said)
    write_into(out, bodies_table(), "body", "丙局", {"url": "javascript:alert(1)"})
    run()
    page = (out / INDEX_PAGE).read_text("utf-8")
    lines = re.findall("<tr><td>.*</tr>", page)
    assert [re.findall("<td>(.*?)</td>", line)[1] for line in lines] == list(NAMES)
    links = _LINK.findall(page)
    assert len(links) == 2 * len(NAMES) + 1
    local = [unquote(link) for link in links if not link.startswith("https:")]
    assert all((out / PUBLISHING / link).is_file() for link in local)
    assert "2025-01-15" in lines[1]
    assert 'href="https://www.example.gov.cn/a?b=1&amp;c=&lt;2&gt;"' in lines[1]
    assert "javascript:alert(1)" in lines[2]
    assert "密局" not in page
    assert not re.search(r"<script|src=|@import", page)
    assert say("publication.sentence", count=4, published=1) in page


def test_p3_every_file_of_the_package_is_proven_by_its_digest(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    for name in NAMES[:2]:
        save(good(edition, name), folder / f"{name}.xlsx")
    run()
    read = (out / DIGESTS).read_text("utf-8").splitlines()
    named = {name: digest for digest, _, name in (line.partition("  ") for line in read)}
    inside = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in contents(out / PUBLISHING).items()
        if f"{PUBLISHING}/{name}" != DIGESTS
    }
    assert named == inside
    if tool := shutil.which("sha256sum"):
        command = [tool, "-c", "--quiet", Path(DIGESTS).name]
        assert subprocess.run(command, cwd=out / PUBLISHING, check=False).returncode == 0


def test_p3_where_nothing_may_be_published_there_is_no_package(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    save(failing(edition, name="甲局"), folder / "a.xlsx")
    run()
    assert not (out / PUBLISHING).exists()
    assert (out / BOOK).is_file()


def test_p3_after_january_who_has_not_published_is_named_with_words_to_send(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result]
) -> None:
    for name in NAMES[:2]:
        save(good(edition, name), folder / f"{name}.xlsx")
    save(failing(edition, name="丙局", report_name="丙局"), folder / "c.xlsx")
    save(good(edition, "密局"), folder / "d.xlsx")
    february = datetime(2025, 2, 3, 9, tzinfo=CHINA)
    run(now=datetime(2025, 1, 31, 23, tzinfo=CHINA))
    assert not (out / REMINDER).exists()
    told = run(now=february)
    text = (out / REMINDER).read_text("utf-8-sig")
    assert say("summary.overdue", count=2, file=REMINDER) in told.summary
    for number, name in enumerate(NAMES[:2], start=1):
        said = {"number": number, "name": name, "due": "2025-01-31", "days": 3, "year": 2024}
        assert say("reminder.body", **said) in text
    assert "丙局" not in text
    assert "密局" not in text
    assert overdue_today(out) == [(say("today.overdue_of", count=2, bodies="甲局、乙局"), REMINDER)]
    write_into(out, bodies_table(), "body", "甲局", {"published": date(2025, 1, 25)})
    write_into(out, bodies_table(), "body", "乙局", {"url": ADDRESS})
    run(now=february)
    text = (out / REMINDER).read_text("utf-8-sig")
    assert "甲局" not in text
    assert "1. 乙局：贵单位2024年度" in text
    assert f"已收到网址（{ADDRESS}），缺公开日期" in text
    assert "1个单位的2024年度报告已收到公开网址，缺公开日期" in text
    assert "没有收到" not in text
    assert "尚未收到" not in text
    write_into(out, bodies_table(), "body", "乙局", {"published": date(2025, 1, 26)})
    run(now=february)
    assert not (out / REMINDER).exists()
    assert overdue_today(out) == []


def overdue_today(out: Path) -> list[tuple[str, str]]:
    """What 今日要办 says of those who have not published, with the file that it leads to."""
    sheet = load_workbook(out / BOOK)[today_table().sheet]
    found = [row for row in sheet.iter_rows(values_only=True) if row[1] == say("today.overdue")]
    return [(str(row[2]), str(row[3]).split('"')[1]) for row in found]


# ------------------------------------------------------------------ P4


@pytest.mark.parametrize(
    "name",
    ["..", "CON", "甲/../../局", "a\\b", " . ", "局" * 200, "C:局", "甲局.", "<>|*", "~$局"],
)
def test_p4_whatever_a_body_is_called_its_folder_stays_in_its_place(
    edition: Edition, folder: Path, out: Path, name: str
) -> None:
    save(good(edition, name), folder / "a.xlsx")
    (row,) = run_here(folder, out).rows
    if row.state is not FileState.PASSED:  # the name itself is doubted
        assert row.folder == WAITING
    found = [path for path in out.glob("*/*/*") if path.name.endswith(PACKAGE)]
    assert len(found) == len(PACKAGE)
    (place,) = {path.parent.name for path in found}
    assert place == place.strip(" .")
    assert not set(place) & set('<>:"/\\|?*')
    assert [name.name for name in out.parent.iterdir() if name not in (folder, out)] == []


def test_p4_a_link_in_the_place_of_a_folder_is_refused(
    edition: Edition, folder: Path, out: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    out.mkdir()
    (out / PUBLISHING).symlink_to(elsewhere, target_is_directory=True)
    save(good(edition, "甲局"), folder / "a.xlsx")
    with pytest.raises(OSError, match=PUBLISHING):
        run()
    assert list(elsewhere.iterdir()) == []
