"""A decision means the row it stands on, and what nobody has decided is asked.

a  对应单位 on one file decides that file; what is learnt of it never beats a code or a name
b  采用=否 on one file leaves an identical file of another body alone
c  what is assigned is reported under the body that it is assigned to
d  called as another body, or speaking for one: one doubt, and nothing passed is replaced by it
e  a code and a name of two bodies contradict each other
f  one body twice without a register is told
g  a file that is moved takes its decisions along
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from ledgers import NOW, rows, write_into
from returns import failing, passing, run_here, save

from xltools.collection.batch.run import Result
from xltools.collection.ledger.facts import Field
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger_book.book import bodies_table, files_table, findings_table
from xltools.collection.register.body import Body
from xltools.collection.register.matching import Register
from xltools.collection.standing.account import account_of
from xltools.filing.filing import Filing
from xltools.filing.states import BodyState, FileState
from xltools.law.edition import load
from xltools.messages import say

EDITION = load("2021")
DUE = date(2025, 1, 31)
COUNTY = Body("测试县人民政府", kind="县级政府本级", code="C00", deadline=DUE)
STATISTICS = Body("测试县统计局", code="C01", superior=COUNTY.name, deadline=DUE)
AUDIT = Body(
    "测试县审计局", report_name="测试县审计局", code="C02", superior=COUNTY.name, deadline=DUE
)
BODIES = (COUNTY, STATISTICS, AUDIT)


def of(body: Body, *, said: str = "", **cover: str) -> Filing:
    own = {"name": body.name, "report_name": "", "code": body.code}
    filing = passing(EDITION, **{**own, **cover})
    kept = {item: text for item, text in filing.cover.items() if text}
    texts = {**filing.narratives, "lead": (said,)} if said else filing.narratives
    return replace(filing, cover=kept, narratives=texts)


class Office:
    """A collecting office with its register; a run a day."""

    def __init__(self, place: Path, bodies: tuple[Body, ...] | None = BODIES) -> None:
        self.inbox, self.out, self.bodies, self.day = place / "收件", place / "结果", bodies, 0
        self.inbox.mkdir()

    def came(self, file: str, filing: Filing) -> Path:
        return save(filing, self.inbox / file)

    def run(self) -> Result:
        self.day += 1
        asked: dict[str, Any] = {"register": self.bodies, "year": 2024} if self.bodies else {}
        return run_here(self.inbox, self.out, now=NOW + timedelta(days=self.day), **asked)

    def decide(self, file: str, **values: str) -> None:
        write_into(self.out, files_table(), "file", file, values)

    def bodies_now(self) -> dict[str, BodyState]:
        with Ledger.open(self.out) as ledger:
            return {item.name: item.state for item in account_of(ledger).standings}

    def files_now(self) -> dict[str, FileState]:
        with Ledger.open(self.out) as ledger:
            return {item.file: item.state for item in account_of(ledger).files}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


# ------------------------------------------------------------------ a


def test_a_assigning_one_file_takes_nothing_from_the_body_in_whose_workbook_it_was_made(
    office: Office,
) -> None:
    office.came("统计局.xlsx", of(STATISTICS))
    office.run()
    office.came("审计局年报.xlsx", of(STATISTICS, phone="0000－7654321"))
    office.run()
    office.decide("审计局年报.xlsx", belongs=AUDIT.name)
    office.run()
    states = office.bodies_now()
    assert (states[STATISTICS.name], states[AUDIT.name]) == (BodyState.PASSED, BodyState.PASSED)
    office.came("统计局（再报）.xlsx", of(STATISTICS, phone="0000－7777777"))
    office.run()
    assert office.files_now()["统计局（再报）.xlsx"] is FileState.PASSED
    assert office.files_now()["审计局年报.xlsx"] is FileState.PASSED


def test_a_what_is_learnt_still_serves_a_name_that_the_register_has_not(office: Office) -> None:
    office.came("a.xlsx", of(replace(AUDIT, name="测试县审计和监督委员会", code="")))
    office.run()
    office.decide("a.xlsx", belongs=AUDIT.name)
    office.run()
    office.came("b.xlsx", of(replace(AUDIT, name="测试县审计和监督委员会", code=""), phone="1"))
    office.run()
    assert office.files_now() == {"a.xlsx": FileState.SUPERSEDED, "b.xlsx": FileState.PASSED}


# ------------------------------------------------------------------ b, g


def test_b_refusing_one_file_leaves_the_same_file_of_its_own_body_alone(office: Office) -> None:
    own = office.came("统计局/年报.xlsx", of(STATISTICS))
    copy = office.inbox / "审计局" / "年报.xlsx"
    copy.parent.mkdir()
    copy.write_bytes(own.read_bytes())
    office.run()
    office.decide("审计局/年报.xlsx", adopt=say("nil.no"))
    office.run()
    assert office.files_now()["审计局/年报.xlsx"] is FileState.REJECTED
    assert office.bodies_now()[STATISTICS.name] is BodyState.PASSED
    found = {row["file"]: row["adopt"] for row in rows(office.out, files_table())}
    assert found == {"统计局/年报.xlsx": None, "审计局/年报.xlsx": say("nil.no")}


def test_g_a_file_that_is_moved_takes_its_decisions_along(office: Office) -> None:
    path = office.came("a.xlsx", of(STATISTICS))
    office.run()
    office.decide("a.xlsx", adopt=say("nil.no"), opinion="重复报送")
    office.run()
    path.rename(office.inbox / "b.xlsx")
    office.run()
    assert office.files_now()["b.xlsx"] is FileState.REJECTED
    (row,) = rows(office.out, files_table())
    assert row["opinion"] == "重复报送"


# ------------------------------------------------------------------ c


def test_c_what_is_assigned_is_reported_under_the_body_it_is_assigned_to(office: Office) -> None:
    office.came("a.xlsx", of(STATISTICS))
    office.run()
    office.decide("a.xlsx", belongs=AUDIT.name)
    office.run()
    (report,) = office.out.glob("*/*/*.docx")
    assert report.name.startswith(AUDIT.name)
    text = "\n".join(p.text for p in docx.Document(str(report)).paragraphs)
    assert AUDIT.name in text
    assert STATISTICS.name not in text
    before = report.stat().st_mtime_ns
    office.run()
    assert report.stat().st_mtime_ns == before, "it stands, and is not made again"


def test_c_one_content_may_stand_for_two_bodies(office: Office) -> None:
    own = office.came("a.xlsx", of(STATISTICS))
    (office.inbox / "b.xlsx").write_bytes(own.read_bytes())
    office.run()
    office.decide("b.xlsx", belongs=AUDIT.name)
    office.run()
    names = {report.name.partition("2024")[0] for report in office.out.glob("*/*/*.docx")}
    assert names == {STATISTICS.name, AUDIT.name}


# ------------------------------------------------------------------ d


@pytest.mark.parametrize(
    "file", ["审计局年报.xlsx", "测试县审计局2024年度填报表.xlsx", "县直/审计局（盖章）.xlsx"]
)
def test_d_a_file_called_as_another_body_replaces_nothing_that_passed(
    office: Office, file: str
) -> None:
    office.came("统计局.xlsx", of(STATISTICS))
    office.run()
    office.came(file, failing(EDITION, name=STATISTICS.name))
    office.run()
    assert office.bodies_now()[STATISTICS.name] is BodyState.PASSED
    assert office.files_now()[file] is FileState.UNMATCHED
    told = [row for row in rows(office.out, findings_table()) if row["file"] == file]
    assert [row["rule"] for row in told].count("P-CALLED-AS-ANOTHER") == 1
    office.decide(file, adopt=say("nil.yes"))
    office.run()
    assert office.bodies_now()[STATISTICS.name] is BodyState.TO_CORRECT


def test_d_alone_it_counts_and_has_its_doubt(office: Office) -> None:
    office.came("审计局.xlsx", of(STATISTICS))
    office.run()
    assert office.files_now() == {"审计局.xlsx": FileState.PASSED}
    assert "P-CALLED-AS-ANOTHER" in {row["rule"] for row in rows(office.out, findings_table())}


@pytest.mark.parametrize(
    "stem", ["统计局年报", "2024年报", "新建文件夹", "测试县统计局报送的审计局意见", "扫描件"]
)
def test_d_no_doubt_of_names_that_say_nothing_else(stem: str) -> None:
    called = Register(BODIES).called(stem)
    assert called in (None, STATISTICS)


@pytest.mark.parametrize(
    ("filing", "doubted"),
    [
        (of(STATISTICS, said="测试县审计局2024年认真做好政府信息公开工作。"), True),
        (of(STATISTICS, said="审计局严格落实条例。"), True),
        (of(STATISTICS, said="我局认真做好工作。", site="测试县审计局网站"), True),
        (of(STATISTICS, said="测试县审计局与测试县统计局共同推进。"), False),
        (of(STATISTICS, said="我局认真做好政府信息公开工作。"), False),
        (of(STATISTICS, said="测试县人民政府部署后，我局认真落实。"), False),
    ],
)
def test_d_a_text_that_speaks_for_another_body_is_doubted(
    office: Office, filing: Filing, doubted: bool
) -> None:
    office.came("a.xlsx", filing)
    office.run()
    found = [row["rule"] for row in rows(office.out, findings_table())]
    assert found.count("B-OTHER-BODY") == int(doubted)
    assert office.files_now()["a.xlsx"] is (FileState.DOUBTED if doubted else FileState.PASSED)


# ------------------------------------------------------------------ e, f


def test_e_a_code_and_a_name_of_two_bodies_are_told(office: Office) -> None:
    office.came("a.xlsx", of(STATISTICS, code=AUDIT.code))
    office.run()
    assert office.files_now() == {"a.xlsx": FileState.UNMATCHED}
    (told,) = [r for r in rows(office.out, findings_table()) if r["rule"] == "P-CLASH"]
    assert AUDIT.name in str(told["sentence"])
    assert STATISTICS.name in str(told["sentence"])


def test_f_one_body_twice_without_a_register_is_told(tmp_path: Path) -> None:
    office = Office(tmp_path, None)
    office.came("a.xlsx", of(STATISTICS))
    office.came("b.xlsx", of(STATISTICS, phone="0000－7654321"))
    office.came("c.xlsx", of(AUDIT))
    line = say("summary.twice", bodies=STATISTICS.name)
    assert line in office.run().summary


def test_every_body_has_its_row_and_one_of_six_words(office: Office) -> None:
    office.came("a.xlsx", of(STATISTICS))
    office.run()
    found = {row["body"]: row["state"] for row in rows(office.out, bodies_table())}
    assert found.keys() == {body.name for body in BODIES}
    assert set(found.values()) <= {state.label for state in BodyState}
    assert {str(Field.BODY), str(Field.ADOPT)} <= {c.code for c in files_table().columns}
