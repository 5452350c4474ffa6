"""compare takes a folder that batch wrote: each page against the return that stands there now.

K1 nothing superseded or retired, no slip; returns inside archives too
K2 a page that differs is told; one page alone is held against its own return
K3 the folder of returns with the result as pages: the ledger says which return stands
K4 a return that was assigned, a body that does not publish
"""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from ledgers import write_into
from office import BODIES, NAMES, Office, of, other_figure, page
from returns import failing, save

from xltools import cli
from xltools.collection.ledger_book.book import files_table
from xltools.collection.register.body import Mode
from xltools.messages import say
from xltools.reader import read_return


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two runs: a return superseded, one in an archive, one that goes back, a slip passed since."""
    made = Office(tmp_path)
    made.came({"财政局.xlsx": of(NAMES[0]), "民政局.xlsx": failing_of(NAMES[2])})
    save(of(NAMES[1]), tmp_path / "教育局.xlsx")
    with zipfile.ZipFile(made.inbox / "教育局.zip", "w") as archive:
        archive.write(tmp_path / "教育局.xlsx", "报送/教育局.xlsx")
    made.run()
    made.came({"财政局（更正）.xlsx": other_figure(of(NAMES[0]))})
    made.came({"民政局（更正）.xlsx": of(NAMES[2]), "街道.xlsx": failing_of(NAMES[3])})
    made.run()
    return made


def failing_of(name: str):
    made = failing(of(name).edition)
    return replace(made, cover=of(name).cover)


def site_of(office: Office, place: Path) -> Path:
    """What the bodies' sites show: the pages that the office gave them."""
    place.mkdir()
    for file in office.out.rglob("*年度报告.html"):
        if "旧" not in file.parts:
            (place / file.name).write_bytes(file.read_bytes())
    return place


def compared(*given: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    code = cli.run(["compare", *map(str, given)])
    return code, capsys.readouterr().out


def test_k1_right_pages_agree_and_nothing_else_is_said(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = compared(office.out, site_of(office, tmp_path / "网站"), capsys=capsys)
    assert (code, len(said.splitlines())) == (0, 3)
    assert said.count("一致") == 3
    for name in NAMES[:3]:
        assert name in said
    assert "教育局.zip/报送/教育局.xlsx" in said


@pytest.mark.parametrize("books", ["结果", "收件"])
def test_k1_k3_the_result_against_itself_and_against_the_returns(
    office: Office, books: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = compared(office.out.parent / books, office.out, capsys=capsys)
    assert code == 0
    assert "处不同" not in said
    assert "修改单" not in said
    assert "没有找到" not in said
    assert said.count("一致") == len(said.splitlines()) >= 6


def test_k2_an_old_page_is_told(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_of(office, tmp_path / "网站")
    old = next(site.glob(f"{NAMES[0]}*"))
    old.write_bytes(page(of(NAMES[0])))
    code, said = compared(office.out, site, capsys=capsys)
    assert code == 1
    assert [line for line in said.splitlines() if "1处不同" in line and NAMES[0] in line]
    assert said.count("一致") == 2
    code, said = compared(office.out, old, capsys=capsys)
    assert (code, "没有找到" in said) == (1, False)


def test_k2_a_page_that_is_missing_is_told(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_of(office, tmp_path / "网站")
    next(site.glob(f"{NAMES[1]}*")).unlink()
    code, said = compared(office.out, site, capsys=capsys)
    assert code == 1
    (line,) = (line for line in said.splitlines() if "一致" not in line)
    assert NAMES[1] in line


def test_k3_a_return_that_the_ledger_does_not_know_is_read(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.came({"没有处理过.xlsx": of("云溪县新设局")})
    code, said = compared(office.inbox, office.out, capsys=capsys)
    assert code == 1
    assert "没有处理过.xlsx" in said


def test_k4_an_assigned_return_is_held_under_the_bodys_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office(tmp_path)
    office.came({"a.xlsx": of("云溪县什么委员会", code="")})
    office.run()
    write_into(office.out, files_table(), "file", "a.xlsx", {"belongs": NAMES[0]})
    office.run()
    code, said = compared(office.out, site_of(office, tmp_path / "网站"), capsys=capsys)
    assert (code, said.count("一致")) == (0, 1)
    assert NAMES[0] in said


def test_k4_no_page_is_missed_of_a_body_that_does_not_publish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = (replace(BODIES[0], mode=Mode.UNPUBLISHED), *BODIES[1:])
    office = Office(tmp_path, bodies)
    office.came({"a.xlsx": of(NAMES[0]), "b.xlsx": of(NAMES[1])})
    office.run()
    site = tmp_path / "网站"
    site.mkdir()
    (site / "教育局.html").write_bytes(page(of(NAMES[1])))
    code, said = compared(office.out, site, capsys=capsys)
    assert (code, len(said.splitlines())) == (0, 1)
    assert read_return(office.inbox / "a.xlsx").filing
    assert say("compare.standing", body=NAMES[1], file="b.xlsx") in said
