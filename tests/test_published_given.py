"""Days and addresses of publication that the office gets as a list or as saved pages.

S1 a table, whatever its columns are called and whatever wrote it: each body's day and address
S2 what the office wrote itself is never written over; what cannot be taken is told
S3 saved pages: whose it is by its title, address and day only where the page says them
S4 what was published is the content of that day; the office's own day for publication holds on
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ledgers import NOW, rows, write_into
from office import BODIES, NAMES, of, other_figure, page
from office import Office as Inbox
from openpyxl import Workbook
from returns import run_here

from xltools import api, cli
from xltools.collection.batch.given import read_given
from xltools.collection.batch.run import BatchError, Orders, Result
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import REMINDER
from xltools.collection.ledger_book.book import bodies_table
from xltools.collection.ledger_book.sheets import today_table
from xltools.collection.register.body import Body
from xltools.collection.situation.unpublished import publish_by
from xltools.collection.standing.account import account_of
from xltools.messages import say
from xltools.published.documents.origin import Origin, origin_of

FIRST = "https://www.yunxi.gov.cn/a/1.html"
SECOND = "https://www.yunxi.gov.cn/a/2.html"


class Office(Inbox):
    """An office that is told of publications."""

    def hears(self, *published: Path, days: int = 1, **asked: Any) -> Result:
        self.day += days
        now = NOW + timedelta(days=self.day)
        given: dict[str, Any] = {"register": self.bodies, "year": 2024, "published": published}
        return run_here(self.inbox, self.out, now=now, **given, **asked)

    def known(self) -> dict[str, tuple[str, str]]:
        """The day and the address beside each body that has one of them."""
        found = {
            row["body"]: (str(row["published"] or "")[:10], row["url"] or "")
            for row in rows(self.out, bodies_table())
        }
        return {name: values for name, values in found.items() if any(values)}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("收"))
    made.came({f"{name}.xlsx": of(name) for name in NAMES[:3]})
    made.run()
    return made


@pytest.fixture
def office(collected: Office, tmp_path: Path) -> Office:
    """Three bodies have filed; one of its own for each test."""
    made = Office(tmp_path)
    for place in (made.inbox, made.out):
        source = collected.inbox.parent / place.name
        shutil.copytree(source, place, dirs_exist_ok=True)
    made.day = collected.day
    return made


def book(path: Path, *lines: Sequence[Any]) -> Path:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in lines:
        sheet.append(list(line))
    workbook.save(path)
    return path


# ------------------------------------------------------------------ S1

ROWS = ((NAMES[0], "2025-01-20", FIRST), (NAMES[2], "2025-01-21", SECOND))
WANTED = {NAMES[0]: ("2025-01-20", FIRST), NAMES[2]: ("2025-01-21", SECOND)}


def as_csv(encoding: str, separator: str = ",") -> Any:
    def write(folder: Path) -> Path:
        lines = [("部门", "发布日期", "链接"), *ROWS]
        path = folder / "公开.csv"
        path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
        return path

    return write


def as_book(*captions: str, day: Any = str, above: int = 0) -> Any:
    def write(folder: Path) -> Path:
        listed = [(name, day(when), where) for name, when, where in ROWS]
        return book(folder / "公开.xlsx", *[["各单位公开情况"]] * above, captions, *listed)

    return write


LISTS = {
    "our captions": as_book("单位全称", "公开日期", "公开网址"),
    "others', a line above": as_book("单位名称", "发布时间", "网页地址", above=1),
    "days as days": as_book("单位", "公布日期", "网址", day=datetime.fromisoformat),
    "days with a time": as_book("单位", "发布时间", "网址", day="{} 9:05".format),
    "days with seconds": as_book("单位", "公开日期", "网址", day="{}T16:30:00".format),
    "days with a wide time": as_book("单位", "发布时间", "链接", day="{}　10：22：33".format),
    "csv utf-8": as_csv("utf-8-sig"),
    "csv gbk": as_csv("gb18030"),
    "csv tabs": as_csv("utf-16", "\t"),
}


@pytest.mark.parametrize("kind", LISTS)
def test_s1_a_list_gives_each_body_its_day_and_address(
    office: Office, tmp_path: Path, kind: str
) -> None:
    result = office.hears(LISTS[kind](tmp_path))
    assert office.known() == WANTED
    assert say("published_given.noted", days=2, addresses=2) in result.summary
    again = office.hears(LISTS[kind](tmp_path))
    assert say("published_given.noted", days=0, addresses=0) in again.summary
    office.run()
    assert office.known() == WANTED, "it stays decided"


def test_s1_by_code_short_names_and_the_day_alone(office: Office, tmp_path: Path) -> None:
    lines = (("编码", "单位", "公开日期"), ("C0", "财政局", "2025年1月20日"), ("", "民政局", 45678))
    office.hears(book(tmp_path / "表.xlsx", *lines))
    assert office.known() == {NAMES[0]: ("2025-01-20", ""), NAMES[2]: ("2025-01-21", "")}


# ------------------------------------------------------------------ S2


def test_s2_what_the_office_wrote_stands_and_the_difference_is_told(
    office: Office, tmp_path: Path
) -> None:
    own = {"published": date(2025, 1, 18), "url": "见公告栏"}
    write_into(office.out, bodies_table(), "body", NAMES[0], own)
    result = office.hears(LISTS["our captions"](tmp_path))
    assert office.known() == WANTED | {NAMES[0]: ("2025-01-18", "见公告栏")}
    said = [line for line in result.summary if NAMES[0] in line and "台账没有改" in line]
    assert len(said) == 2
    assert "2025-01-18" in said[0]
    assert "公开.xlsx第2行" in said[0]
    assert FIRST in said[1]


WRONG = {
    "unknown body": ("某某研究所", "2025-01-20", "不是花名册中的单位"),
    "no day": (NAMES[0], "一月中旬", "一月中旬"),
    "no such day": (NAMES[0], "2025-02-30", "2025-02-30"),
    "still to come": (NAMES[0], "2026-01-20", "晚于今天"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_s2_what_cannot_be_taken_is_told_and_the_rest_is_taken(
    office: Office, tmp_path: Path, fault: str
) -> None:
    name, day, told = WRONG[fault]
    lines = (("单位全称", "公开日期", "公开网址"), (name, day, ""), (NAMES[1], "2025-01-19", ""))
    result = office.hears(book(tmp_path / "公开.xlsx", *lines))
    assert office.known() == {NAMES[1]: ("2025-01-19", "")}
    (line,) = (line for line in result.summary if told in line and "公开.xlsx" in line)
    asked = [row for row in rows(office.out, today_table()) if row["what"] == line]
    assert [row["subject"] for row in asked] == [say("today.publication")]
    assert f"#{bodies_table().sheet}!" in str(asked[0]["go"])


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", "只有一行".encode(), b"\xff" * 99, b"a\0,b", b"x" * 200_000]
)
def test_s2_a_file_that_is_no_list_is_told(office: Office, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "坏.csv").write_bytes(data)
    result = office.hears(tmp_path / "坏.csv", tmp_path / "没有.xlsx")
    assert office.known() == {}
    assert [line for line in result.summary if "坏.csv" in line]
    assert [line for line in result.summary if "没有.xlsx" in line]


def test_s2_text_stays_text_and_nothing_is_known_without_a_register(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.came({"a.xlsx": of(NAMES[0])})
    hostile = '=HYPERLINK("http://x")'
    lines = (("单位全称", "公开日期", "公开网址"), (NAMES[0], "2025-01-19", "'" + hostile))
    office.hears(book(tmp_path / "公开.xlsx", *lines))
    assert office.known() == {NAMES[0]: ("2025-01-19", "'" + hostile)}
    (tmp_path / "无册").mkdir()
    alone = Office(tmp_path / "无册")
    alone.came({"a.xlsx": of(NAMES[0])})
    result = run_here(alone.inbox, alone.out, published=[tmp_path / "公开.xlsx"])
    assert say("published_given.no_register") in result.summary


# ------------------------------------------------------------------ S3


def saved(name: str, head: str = "", comment: str = "") -> bytes:
    """A report as a site shows it, and as a browser saved it."""
    text = page(of(name)).decode()
    assert "<head>" in text
    return (comment + text.replace("<head>", f"<head>{head}", 1)).encode()


COMMENT = f"<!-- saved from url=(0033){FIRST} -->\n"
DAY = '<meta name="PubDate" content="2025-01-20 10:08">'
MAIL = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: %s\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    b"Content-Location: %s\r\n\r\n%s\r\n--b--\r\n"
)
PAGES = {
    "a browser's note": (saved(NAMES[0], DAY, COMMENT), (date(2025, 1, 20), FIRST)),
    "its own address": (
        saved(NAMES[0], f'<link rel="canonical" href="{FIRST}">{DAY.replace(" 10:08", "")}'),
        (date(2025, 1, 20), FIRST),
    ),
    "as sites must": (
        saved(NAMES[0], f"<META NAME='Url' CONTENT='{FIRST}'><META content=20250120 name=pubdate>"),
        (date(2025, 1, 20), FIRST),
    ),
    "og": (
        saved(
            NAMES[0],
            f'<meta property="og:url" content="{FIRST}">'
            '<meta property="article:published_time" content="2025-01-20T08:00:00+08:00">',
        ),
        (date(2025, 1, 20), FIRST),
    ),
    "mht": (
        MAIL % (FIRST.encode(), SECOND.encode(), saved(NAMES[0], DAY)),
        (date(2025, 1, 20), FIRST),
    ),
    "nothing": (saved(NAMES[0]), (None, "")),
    "a file": (saved(NAMES[0], "", "<!-- saved from url=(0014)about:internet -->"), (None, "")),
    "two days": (saved(NAMES[0], DAY + DAY.replace("20 ", "21 ")), (None, "")),
    "no such day": (saved(NAMES[0], DAY.replace("01-20", "02-31")), (None, "")),
    "not of its head": (saved(NAMES[0]) + DAY.encode() + COMMENT.encode(), (None, "")),
    "javascript": (
        saved(NAMES[0], '<link rel="canonical" href="javascript:alert(1)">'),
        (None, ""),
    ),
}


@pytest.mark.parametrize("kind", PAGES)
def test_s3_address_and_day_only_where_the_page_says_them(kind: str) -> None:
    data, (day, address) = PAGES[kind]
    assert origin_of(data) == Origin(address, day)


@pytest.mark.parametrize(
    "data", [b"", b"<", b"<!-- saved from url=(1)", b"\0" * 50, b"<meta" * 9000]
)
def test_s3_what_is_no_page_says_nothing(data: bytes) -> None:
    assert origin_of(data) == Origin()


def test_s3_a_folder_of_saved_pages_says_whose_when_and_where(
    office: Office, tmp_path: Path
) -> None:
    site = tmp_path / "网站"
    (site / "一_files").mkdir(parents=True)
    (site / "一.html").write_bytes(PAGES["a browser's note"][0])
    (site / "一_files" / "frame.html").write_bytes(saved(NAMES[1], DAY))
    (site / "二.mht").write_bytes(MAIL % (SECOND.encode(), b"x", saved(NAMES[2])))
    (site / "三.html").write_bytes("<html><body><p>公告</p></body></html>".encode())
    (site / "四.html").write_bytes(saved(NAMES[3], DAY, COMMENT))
    result = office.hears(site)
    assert office.known() == {NAMES[0]: ("2025-01-20", FIRST), NAMES[2]: ("", SECOND)}
    said = "\n".join(result.summary)
    values = f"2025-01-20，{FIRST}"
    assert say("published_given.read", place="一.html", body=NAMES[0], values=values) in said
    lacking = {"page": "二.mht", "body": NAMES[2], "what": say("published_column.day")}
    assert say("published_given.lacking", **lacking) in said
    for file in ("三.html", "四.html"):
        assert say("published_given.nobody", page=file) in said


# ------------------------------------------------------------------ S4


def test_s4_what_was_published_is_what_stood_then_and_a_change_since_is_noticed(
    office: Office, tmp_path: Path
) -> None:
    office.came({f"{NAMES[0]}改.xlsx": other_figure(of(NAMES[0]))})
    office.hears(LISTS["our captions"](tmp_path))
    with Ledger.open(office.out) as ledger:
        found = {item.name: item for item in account_of(ledger).standings}
    assert found[NAMES[0]].needs_reason, "what stood on that day differs from what stands now"
    assert not found[NAMES[2]].needs_reason


def test_s4_the_offices_own_day_holds_for_later_runs(office: Office) -> None:
    office.hears(publish_by=date(2025, 1, 25), days=6)
    said = (office.out / REMINDER).read_text("utf-8-sig")
    assert "2025-01-25" in said
    assert all(name in said for name in NAMES[:3])
    office.hears(days=0)
    assert not (office.out / REMINDER).exists(), "run without what was given before"


def test_s4_it_is_given_once_on_the_command_line(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["batch", str(office.inbox), "-o", str(office.out), "--year", "2024"]
    assert cli.run([*command, "--publish-by", "2024-01-25"]) == 2
    assert "2024-01-25" in capsys.readouterr().err
    listed = LISTS["csv gbk"](tmp_path)
    assert cli.run([*command, "--publish-by", "2025-03-05", "--published", str(listed)]) == 0
    assert office.known() == WANTED
    held = read_given(office.out, Orders(), None, None).orders
    assert held.publish_by == date(2025, 3, 5)
    assert read_given(office.out, Orders(2023), None, None).orders.publish_by is None
    with pytest.raises(BatchError):
        read_given(office.out, Orders(publish_by=date(2024, 5, 1)), None, None)


def test_s4_from_python_as_well(office: Office, tmp_path: Path) -> None:
    listed = LISTS["csv utf-8"](tmp_path)
    day = date(2025, 2, 20)
    api.run_batch(office.inbox, office.out, published=listed, publish_by=day, jobs=1)
    assert office.known() == WANTED
    with Ledger.open(office.out) as ledger:
        assert ledger.publish_by(2024) == day


def test_s4_a_governments_own_day_stays_the_laws() -> None:
    county = replace(BODIES[0], kind="县级政府本级")
    town = Body("甲镇人民政府", kind="乡镇政府")
    wanted = date(2025, 1, 25)
    assert publish_by(county, 2024, wanted) == date(2025, 3, 31)
    assert publish_by(town, 2024, wanted) == wanted
    assert publish_by(BODIES[0], 2024) == date(2025, 1, 31)
