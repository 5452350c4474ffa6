"""A county of 60 bodies and its office, two Januaries in one OUT, right to the body and the state.

It is seeded. What offices see is planted: names that moved, workbooks made in another body's,
copies, archives, reports beside workbooks, bodies absorbed, doubts, explanations that say nothing,
refused ones, corrections in the slip, files nobody can read, last year's return sent again.

Y1 every body ends in the state that is true of it, with an addressee where it owes something
Y2 the office decides less than once for every ten bodies
Y3 every doubt goes to its clerk, comes back, and ends: explained, accepted, refused, corrected
Y4 what was decided last year serves this year, and nothing else of it does
Y5 the county's own texts are drafted from what its bodies wrote
"""

from __future__ import annotations

import random
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from doubted import (
    COPIED,
    SAID,
    TARIFF,
    TITLE,
    WORDS,
    charging,
    explained_in,
    saved,
    telling,
    text_of,
)
from ledgers import assert_counted, rows, write_into
from openpyxl import load_workbook
from rendered import render_word
from returns import run_here, save

from xltools import cli
from xltools.collection.batch.run import Result
from xltools.collection.district.run import drafts_path, return_path
from xltools.collection.drafting.columns import material_table
from xltools.collection.ledger.facts import Choice, Field
from xltools.collection.ledger.ledger import CHINA, Ledger
from xltools.collection.ledger.names import BOOK, CHASE_BOOK, SLIPS
from xltools.collection.ledger_book.sheets import (
    bodies_table,
    files_table,
    findings_table,
    today_table,
)
from xltools.collection.outgoing.chase import chase_table
from xltools.collection.register.body import Body, Mode
from xltools.collection.register.settings import ALL, Back, Setting, Settings
from xltools.collection.standing.account import account_of, filing_texts
from xltools.collection.standing.standing import Standing
from xltools.collection.tables.reader import read_tables
from xltools.filing.filing import Filing
from xltools.filing.states import BodyState
from xltools.law.edition import latest
from xltools.messages import say
from xltools.reader import read_return

FIRST, SECOND = 2023, 2024
COUNTY = "云山县人民政府"
DUE, EARLY = date(2025, 1, 31), date(2025, 1, 5)
SIZE = 60


def named(number: int) -> str:
    """A name whose signs differ from those of its neighbours."""
    signs = "安平永和东西南北清明长宁新兴福泽"
    return f"云山县{signs[number % 16]}{signs[(number // 16 * 5 + 3) % 16]}{signs[number % 7]}局"


ROLES = {
    1: "moved",
    2: "foreign",
    3: "other spelling",
    4: "absorbing",
    5: "absorbed",
    6: "says nothing",
    7: "refused",
    8: "by telephone",
    9: "corrected",
    10: "copied",
    11: "archived",
    12: "unread",
    13: "missing",
    14: "last year again",
    15: "elsewhere",
    16: "merged",
    17: "resubmitted",
    18: "published and changed",
    19: "unfilled",
    20: "attached",
    21: "text doubted",
    22: "late after a scrap",
    23: "last year renamed",
    24: "copied and explained",
    25: "copied and accepted",
}


UNITED = "云山县合署局"


def register() -> tuple[Body, ...]:
    gone, born = date(2024, 6, 30), date(2024, 7, 1)
    plain = {n: Body(named(n), "", f"Y{n:02}", "政府部门", COUNTY) for n in range(SIZE - 1)}
    by_role = {role: number for number, role in ROLES.items()}
    for role in ("absorbing", "absorbed"):
        plain[by_role[role]] = replace(plain[by_role[role]], dissolved=gone)
    one, other = by_role["elsewhere"], by_role["merged"]
    plain[one] = replace(plain[one], mode=Mode.ELSEWHERE)
    plain[other] = replace(plain[other], mode=Mode.MERGED, merged_into=named(0))
    united = Body(
        UNITED, "", "Y99", "政府部门", COUNTY, founded=born, predecessors=(named(4), named(5))
    )
    early = named(by_role["late after a scrap"])
    return tuple(
        replace(
            body,
            deadline=EARLY if body.name == early else DUE,
            contact="王某",
            phone="1234567",
        )
        for body in (*plain.values(), united)
    )


BODIES = register()
NAMES = {f"Y{number:02}": named(number) for number in range(SIZE - 1)} | {"Y99": UNITED}


def of(name: str, filing: Filing) -> Filing:
    """The filing as that body's, with documents in force enough to go back a year from."""
    code = next(code for code, known in NAMES.items() if known == name)
    cover = {**filing.cover, "name": name, "report_name": "", "code": code}
    figures = {**filing.figures, "disclosure.normative_documents.in_force": 20}
    return replace(filing, cover=cover, figures=figures)


def good(name: str, **cover: str) -> Filing:
    """This year's return, without a doubt."""
    filing = of(name, charging(100, ""))
    return replace(filing, cover={**filing.cover, **cover})


def before(name: str) -> Filing:
    """Last year's, which this year's goes on from."""
    filing = of(name, charging(100, "", str(FIRST)))
    carried = {
        f"requests.carried_out.{rest}": value
        for cell, value in filing.figures.items()
        if (rest := cell.removeprefix("requests.carried_in.")) != cell
    }
    kind = "disclosure.normative_documents"
    made, repealed, now = (
        int(filing.number(f"{kind}.{part}") or 0) for part in ("made", "repealed", "in_force")
    )
    # what was carried out is part of last year's balance too
    new = {
        f"requests.new.{column}": int(filing.number(f"requests.new.{column}") or 0)
        + int(str(carried[f"requests.carried_out.{column}"]))
        - int(filing.number(f"requests.carried_out.{column}") or 0)
        for column in (cell.rpartition(".")[2] for cell in carried)
    }
    figures = {**filing.figures, **carried, **new, f"{kind}.in_force": now - made + repealed}
    return replace(filing, figures=figures)


def text_doubt(name: str, said: str = "") -> Filing:
    filing = good(name)
    texts = {**filing.narratives, "proactive": ("主动公开信息，，涵盖各个领域。",)}
    return replace(filing, narratives=texts, explanations={WORDS: said} if said else {})


def copied(name: str, said: str = "") -> Filing:
    """What another body wrote as well, word for word."""
    filing = telling(good(name), COPIED)
    return replace(filing, explanations={LIKE: said} if said else {})


LIKE = "C-LIKE/proactive"


def doubted(name: str, said: str = "", amount: int = 105) -> Filing:
    return of(name, charging(amount, said))


def broken(name: str) -> Filing:
    filing = good(name)
    cell = "requests.new.business"
    return replace(filing, figures={**filing.figures, cell: int(str(filing.figures[cell])) + 1})


@dataclass
class Office:
    """The office: its inbox, its OUT, and how often it had to decide."""

    place: Path
    year: int = FIRST
    day: int = 4
    decided: int = 0
    result: Result | None = None
    last: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def inbox(self) -> Path:
        return self.place / f"{self.year}-收件"

    @property
    def out(self) -> Path:
        return self.place / "结果"

    def came(self, file: str, filing: Filing) -> Path:
        put = saved if filing.explanations else save
        return put(filing, self.inbox / file)

    def run(self, **asked: Any) -> Result:
        self.day += 1
        now = datetime(self.year + 1, 1, self.day, 9, tzinfo=CHINA)
        given: dict[str, Any] = {"year": self.year, "register": BODIES, "previous": self.last}
        self.result = run_here(self.inbox, self.out, now=now, **given, **asked)
        return self.result

    def decide(self, file: str, **values: str) -> None:
        write_into(self.out, files_table(), "file", file, values)
        self.decided += 1

    def rule(self, name: str, rule: str, ruling: Choice, words: str) -> None:
        found = [row for row in rows(self.out, findings_table()) if row["body"] == name]
        (key,) = {str(row["key"]) for row in found if row["rule"] == rule}
        said = {"ruling": ruling.label, "why_not": words}
        write_into(self.out, findings_table(), "key", key, said)
        self.decided += 1

    def state(self, name: str) -> BodyState:
        return self.standings()[name].state

    def standings(self) -> dict[str, Standing]:
        with Ledger.open(self.out) as ledger:
            return {item.name: item for item in account_of(ledger).standings}

    def slip(self, name: str) -> dict[str, Path]:
        """What goes back to a body, by ending."""
        stem = f"{name}{TITLE}"
        return {path.suffix: path for path in (self.out / SLIPS).glob("*") if path.stem == stem}

    def chased(self) -> dict[str, str]:
        listed = read_tables(self.out / CHASE_BOOK, [chase_table()]).of(chase_table())
        return {row.text("name"): row.text("why") for row in listed}


def first_january(office: Office) -> None:
    for code, name in NAMES.items():
        role = ROLES.get(int(code[1:]), "")
        if code == "Y99" or role in ("elsewhere", "merged", "missing"):
            continue
        filing = before(name)
        if role == "other spelling":
            filing = replace(
                filing, cover={**filing.cover, "name": "云山县某某管理办公室", "code": ""}
            )
        office.came(f"{name}.xlsx", filing)
    office.run()
    office.decide(f"{named(3)}.xlsx", belongs=named(3))
    write_into(office.out, bodies_table(), "body", named(18), {Field.PUBLISHED: date(2024, 1, 20)})
    office.run()


def first_delivery(office: Office) -> None:
    chance = random.Random(2026)
    order = list(NAMES.items())
    chance.shuffle(order)
    for code, name in order:
        number = int(code[1:])
        _sent(office, ROLES.get(number, "") if number < SIZE else "", name)


def _sent(office: Office, role: str, name: str) -> None:
    match role:
        case "elsewhere" | "merged" | "missing" | "absorbed" | "absorbing":
            return
        case "moved":
            office.came("扫描/年报（终稿）.xlsx", good(name))
        case "foreign":
            office.came(f"{name}年报.xlsx", good(named(0), phone="0000-1111111"))
        case "other spelling":
            filing = good(name)
            cover = {**filing.cover, "name": "云山县某某管理办公室", "code": ""}
            office.came("办公室.xlsx", replace(filing, cover=cover))
        case "says nothing":
            office.came(f"{name}.xlsx", doubted(name, "情况属实。"))
        case "refused":
            office.came(f"{name}.xlsx", doubted(name, SAID))
        case "by telephone":
            office.came(f"{name}.xlsx", doubted(name))
        case "text doubted":
            office.came(f"{name}.xlsx", text_doubt(name))
        case "corrected":
            office.came(f"{name}.xlsx", broken(name))
        case "copied":
            path = office.came(f"{name}.xlsx", good(name))
            (office.inbox / f"{name}（副本）.xlsx").write_bytes(path.read_bytes())
        case "archived":
            path = office.came(f"{name}.xlsx", good(name))
            with zipfile.ZipFile(office.inbox / f"{name}.zip", "w") as archive:
                archive.write(path, "年报.xlsx")
            path.unlink()
        case "last year renamed":
            office.came(f"{name}2024年报.xlsx", before(name))
        case "copied and explained" | "copied and accepted":
            office.came(f"{name}.xlsx", copied(name))
        case "unread" | "late after a scrap":
            (office.inbox / f"{name}.xlsx").write_bytes(b"PK\x03\x04 cut short")
        case "last year again":
            office.came(f"{name}.xlsx", before(name))
        case "unfilled":
            filing = good(name)
            figures = {c: v for c, v in filing.figures.items() if c != "fees.items"}
            office.came(f"{name}.xlsx", replace(filing, figures=figures))
        case "attached":
            office.came(f"{name}.xlsx", good(name))
            (office.inbox / f"{name}报告.docx").write_bytes(render_word(good(name)))
        case _:
            office.came(f"{name}.xlsx", good(name))


def later(office: Office) -> None:
    """What the office decides, what clerks send back, three days long."""
    office.decide(f"{named(2)}年报.xlsx", belongs=named(2))
    office.rule(named(7), TARIFF, Choice.REFUSED, "请附缴款凭证")
    office.rule(named(8), TARIFF, Choice.ACCEPTED, "1月6日电话核实，含上年补缴")
    office.rule(named(25), LIKE, Choice.ACCEPTED, "1月6日电话核实，上级统一口径")
    write_into(office.out, bodies_table(), "body", named(18), {Field.PUBLISHED: date(2025, 1, 5)})
    office.decided += 1
    office.came(f"{named(24)}.xlsx", copied(named(24), "与对方共用的便民事项，由我局起草"))
    office.came(f"{named(6)}.xlsx", doubted(named(6), SAID))
    corrected = read_return(office.slip(named(9))[".xlsx"]).filing
    assert corrected
    cell = "requests.new.business"
    right = {**corrected.figures, cell: good(named(9)).figures[cell]}
    office.came(f"{named(9)}改.xlsx", replace(corrected, figures=right))
    office.came(f"{named(12)}再报.xlsx", good(named(12)))
    for number in (14, 22, 23):
        office.came(f"{named(number)}再报.xlsx", good(named(number)))
    office.came(f"{named(17)}再报.xlsx", good(named(17), phone="0000-2222222"))
    office.came(f"{named(18)}改.xlsx", good(named(18), phone="0000-3333333"))
    office.run()
    office.came(f"{named(7)}.xlsx", doubted(named(7), amount=100))
    office.came(f"{named(19)}.xlsx", good(named(19)))
    office.run()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office after its second January, on the day before the deadline."""
    office = Office(tmp_path_factory.mktemp("云山县"))
    first_january(office)
    with Ledger.open(office.out) as ledger:
        office.last = dict(filing_texts(ledger, FIRST))
    office.year, office.day, office.decided = SECOND, 4, 0
    first_delivery(office)
    office.run()
    later(office)
    return office


# ------------------------------------------------------------------ Y1, Y2, Y4


def expected() -> Iterator[tuple[str, BodyState]]:
    for code, name in NAMES.items():
        number = int(code[1:])
        match ROLES.get(number, "") if number < SIZE else "":
            case "elsewhere" | "merged" | "absorbed" | "absorbing":
                yield name, BodyState.NOT_EXPECTED
            case "missing":
                yield name, BodyState.MISSING
            case "text doubted":
                yield name, BodyState.DOUBTED
            case _:
                yield name, BodyState.PASSED


def test_y1_every_body_stands_as_is_true(county: Office) -> None:
    assert len(NAMES) == len(set(NAMES.values())) == SIZE
    found = {name: item.state for name, item in county.standings().items()}
    assert found == dict(expected())


def test_y1_no_body_owes_something_without_an_addressee(county: Office) -> None:
    asked = county.chased()
    for name, item in county.standings().items():
        match item.state:
            case BodyState.PASSED | BodyState.NOT_EXPECTED:
                assert asked.get(name, say("chase.late")) == say("chase.late")
            case BodyState.TO_DECIDE:
                raise AssertionError(name)
            case _:
                assert name in asked, name


def test_y1_today_lists_what_is_left_and_no_more(county: Office) -> None:
    sheet = load_workbook(county.out / BOOK)[today_table().sheet]
    kinds = {say(f"today.{kind}"): kind for kind in ("decide", "send", "chase", "news")}
    found = [
        (kinds[str(row[0])], str(row[1]))
        for row in sheet.iter_rows(values_only=True)
        if row[0] in kinds
    ]
    decide = {subject for kind, subject in found if kind == "decide"}
    assert decide == {named(18)}, "its published report has changed: the reason is wanted"
    assert {subject for kind, subject in found if kind == "send"} == {named(21)}
    assert [subject for kind, subject in found if kind == "chase"] == [
        say("today.superior", superior=COUNTY)
    ]


def test_y1_what_came_in_time_and_could_not_stand_makes_no_return_punctual(
    county: Office,
) -> None:
    found = {row["body"]: row for row in rows(county.out, bodies_table())}
    late = found[named(22)]
    assert (late["received"].date(), late["days_late"]) == (date(2025, 1, 6), 1)
    assert f"{named(22)}.xlsx" in late["ask"]
    assert county.chased()[named(22)] == say("chase.late")
    assert not [name for name, row in found.items() if row["days_late"] and name != named(22)]


def test_y1_of_what_is_made_up_for_nothing_is_asked(county: Office) -> None:
    found = {row["file"]: row for row in rows(county.out, files_table())}
    renamed, unread = found[f"{named(23)}2024年报.xlsx"], found[f"{named(12)}.xlsx"]
    assert renamed["state"] == say("file_state.wrong_year")
    assert unread["state"] == say("file_state.superseded")
    assert (renamed["slip"], unread["slip"]) == (None, None)
    assert {path.stem for path in (county.out / SLIPS).iterdir()} == {f"{named(21)}{TITLE}"}


def test_y1_what_the_office_has_accepted_is_not_asked_about_again(county: Office) -> None:
    asked = {row["body"]: row["ask"] or "" for row in rows(county.out, bodies_table())}
    assert (asked[named(8)], asked[named(25)]) == ("", "")
    assert asked[named(24)] == say("to_do.explained", explained=1)


def test_y1_every_count_is_that_of_what_is_listed(county: Office) -> None:
    assert_counted(county.out)


def test_y2_the_office_decides_less_than_once_for_ten_bodies(county: Office) -> None:
    assert 0 < county.decided < SIZE / 10


def test_y4_last_years_names_serve_and_its_dates_do_not(county: Office) -> None:
    found = {row["file"]: row for row in rows(county.out, files_table())}
    assert found["办公室.xlsx"]["matched"] == named(3)
    assert found["办公室.xlsx"][Field.BODY] is None, "it was learnt, nobody was asked again"
    published = {row["body"]: row[Field.PUBLISHED] for row in rows(county.out, bodies_table())}
    assert {name for name, day in published.items() if day} == {named(18)}
    assert published[named(18)].date() == date(2025, 1, 5)


# ------------------------------------------------------------------ Y3


def walked(office: Office, name: str, made: Any, rule: str) -> None:
    """To the clerk: page and chat say what is doubted, where, and what settles it."""
    office.came(f"{name}.xlsx", made(name, ""))
    office.run(settings=Settings({ALL: Setting(None, Back.WITH_BOOK)}))
    assert office.state(name) is BodyState.DOUBTED
    found = [row for row in rows(office.out, findings_table()) if row["rule"] == rule]
    (doubt,) = [row for row in found if row["body"] == name]
    papers = office.slip(name)
    assert str(doubt["remedy"]) in text_of(papers[".docx"].read_bytes())
    assert str(doubt["place"]) in text_of(papers[".docx"].read_bytes())
    assert str(doubt["remedy"]) in papers[".txt"].read_text("utf-8-sig")
    assert office.chased()[name] == say("chase.doubted")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, year=SECOND)


ENDS = ("explained", "says nothing", "telephone", "refused", "corrected")


@pytest.mark.parametrize("end", ENDS)
def test_y3_a_doubt_is_followed_to_its_end(office: Office, end: str) -> None:
    name, rule = named(30), TARIFF
    walked(office, name, doubted, rule)
    if end == "telephone":
        office.rule(name, rule, Choice.ACCEPTED, "1月8日电话核实")
    elif end == "corrected":
        office.came(f"{name}.xlsx", good(name))
    else:
        said = "属实。" if end == "says nothing" else SAID
        back = explained_in(office.slip(name)[".xlsx"], [rule], said)
        (office.inbox / f"{name}.xlsx").write_bytes(back.read_bytes())
    office.run()
    settled = end != "says nothing"
    assert office.state(name) is (BodyState.PASSED if settled else BodyState.DOUBTED)
    assert bool(office.slip(name)) is not settled
    if end == "refused":
        office.rule(name, rule, Choice.REFUSED, "与台账不符")
        office.run()
        assert office.state(name) is BodyState.DOUBTED
        assert "与台账不符" in text_of(office.slip(name)[".docx"].read_bytes())
        office.came(f"{name}.xlsx", good(name))
        office.run()
        assert office.state(name) is BodyState.PASSED
        assert not office.slip(name)


# ------------------------------------------------------------------ Y5


def test_y5_the_countys_own_texts_are_drafted_from_what_its_bodies_wrote(
    county: Office, tmp_path: Path
) -> None:
    out, book = tmp_path / "结果", tmp_path / "汇总.xlsx"
    shutil.copytree(county.out, out)
    asked = ["aggregate", str(out), "-o", str(book), "--scope", "全区"]
    assert cli.run(asked) == 1, "somebody is missing"
    counted = [name for name, item in county.standings().items() if item.counts]
    made = {21: text_doubt, 24: copied, 25: copied}
    others = {named(number): make(named(number)) for number, make in made.items()}
    wrote = {name: others.get(name) or good(name) for name in counted}
    workbook, picked = load_workbook(drafts_path(book)), dict[str, list[str]]()
    for part, narrative in latest().form.narratives.items():
        table = material_table(latest(), narrative)
        sheet = workbook[table.sheet]
        found = [row for row in sheet.iter_rows() if isinstance(row[1].value, int)]
        texts = Counter(text for filing in wrote.values() for text in filing.paragraphs(part))
        assert bool(found) is bool(texts)
        for row in found:
            assert row[1].value == texts[str(row[3].value)]
            sheet[row[0].coordinate] = say("choice.yes")
            picked.setdefault(part, []).append(str(row[3].value))
    workbook.save(drafts_path(book))
    cli.run(asked)
    filing = read_return(return_path(book)).filing
    assert filing
    assert filing.number("requests.new.total") == sum(
        made.number("requests.new.total") or 0 for made in wrote.values()
    )
    assert {part: list(texts) for part, texts in filing.narratives.items()} == picked
    said = text_of(render_word(filing))
    assert all(text in said for texts in picked.values() for text in texts)
