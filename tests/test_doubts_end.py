"""Every 疑点 of the catalogue is followed in the files that batch writes, to its end.

One body for each, and for doubts of the reader and of batch beside them; in each state of it:

W1 to the clerk: page, chat and 催报 say it, its place and what settles it
W2 back with an explanation: read, shown beside the doubt, the slip aside
W3 认可: it stays settled
W4 不认可: it goes back with the reason
W5 corrected: nothing is said of it any more
W6 the same through a re-save by LibreOffice, for one doubt of each family
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Office as Convert
from doubted import TITLE, explained_in, text_of
from examples import EXAMPLES, Scene, figures_of, scene
from filings import busy
from ledgers import NOW, rows
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from returns import book_of, run_here

from xltools.checks.catalogue import catalogue
from xltools.checks.data import data
from xltools.collection.ledger.facts import Choice
from xltools.collection.ledger.names import BOOK, CHASE_BOOK, SLIPS
from xltools.collection.ledger_book.sheets import bodies_table, findings_table
from xltools.collection.outgoing.chase import chase_table
from xltools.collection.outgoing.slip import CHAT, WORD
from xltools.collection.register.body import Body
from xltools.collection.register.settings import ALL, Back, Setting, Settings
from xltools.filing.codec import dumps
from xltools.filing.doubts import doubts_as_texts
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict
from xltools.filing.states import BodyState
from xltools.law.edition import latest
from xltools.law.rule import Severity
from xltools.layout.return_book import CheckRow, layout_of
from xltools.messages import say

EDITION = latest()
LAYOUT = layout_of(EDITION)
YEAR = 2024
DOUBTS = tuple(e.id for e in catalogue(EDITION) if e.severity is Severity.WARNING)
READ = ("I-HIDDEN-SHEET", "I-STRUCK", "T-DIFFERS", "B-OTHER-BODY")
"""Doubts that are no check's: of what only reading a workbook, importing a report, or knowing the
register shows."""
CODES = (*DOUBTS, *READ)
MODEL = "测试县发展和改革局"
SAID, REASON = "经核实无误，见台账", "请附佐证材料"


_SIGNS = "安平永和东西南北清明长宁新兴"


def name_of(code: str) -> str:
    number = CODES.index(code)
    return f"测试县{_SIGNS[number // 7]}{_SIGNS[7 + number % 7]}局"


BODIES = tuple(
    Body(name_of(code), code=f"D{n:02}", superior="测试县") for n, code in enumerate(CODES)
)


@dataclass
class Sent:
    """What a body sends: a filing, and what is done to its workbook."""

    filing: Filing
    before: Filing | None = None
    edits: tuple[Any, ...] = ()
    doubts: tuple[str, ...] = ()

    def bytes(self, said: Mapping[str, str] = {}) -> bytes:
        """The workbook, with 情况说明 beside each of these doubts."""
        book = book_of(self.filing)
        spots = {**book.spots, **dict(zip(LAYOUT.doubts.spots(), self.doubts, strict=False))}
        free = iter(range(LAYOUT.free.rows))
        for rule, text in said.items():
            row = LAYOUT.checks.get(rule) or CheckRow(LAYOUT.free.first.row + next(free))
            spots |= {row.spot("explanation"): text}
            if rule not in LAYOUT.checks:
                spots |= {row.spot("rule"): rule}
        return replace(book, spots=spots, edits=self.edits).bytes()


def hidden(book: Workbook) -> None:
    book[LAYOUT.narratives["further"].first.sheet].sheet_state = "hidden"


def struck(book: Workbook) -> None:
    spot = LAYOUT.narratives["proactive"].first
    cell = book[spot.sheet][spot.address]
    cell.font = Font(strike=True)


EDITS = {"I-HIDDEN-SHEET": hidden, "I-STRUCK": struck}
IMPORTED = Finding(
    id="T-DIFFERS",
    severity=Severity.WARNING,
    verdict=Verdict.FAIL,
    sentence="报告与原填报表不同：收取信息处理费金额",
    remedy="请核对以哪一份为准。",
    law="",
    cells=("fees.amount",),
)
"""What an import left in the workbook that it made."""
IN_BALANCE = {"new": 783, "carried_in": 8, "granted": 788, "carried_out": 3}
"""What table 3 says where an example speaks of it in words alone."""


GONE_ON_FROM = {
    "requests.carried_out.natural_person": 2,
    "disclosure.normative_documents.in_force": 27,
}
"""What the year before says of that from which the examples' year goes on."""


def as_named(code: str, filing: Filing) -> Filing:
    cover = {**busy(EDITION).cover, **filing.cover, "name": name_of(code), "report_name": ""}
    cover |= {"code": f"D{CODES.index(code):02}"}
    texts = {
        item: tuple(line.replace(MODEL, name_of(code)) for line in lines)
        for item, lines in filing.narratives.items()
    }
    return replace(filing, cover=cover, narratives={**busy(EDITION).narratives, **texts})


def of_scene(code: str, made: Scene) -> Filing:
    figures = figures_of(made.figures)
    if made.open:
        of_table = {f"requests.{row}.natural_person": n for row, n in IN_BALANCE.items()}
        figures = {**dict.fromkeys(EDITION.typed, 0), **of_table, **figures}
    filing = Filing(
        EDITION,
        cover=made.cover,
        nil={} if made.open else dict.fromkeys(EDITION.form.tables, True),
        figures=figures,
        narratives={item: tuple(said.split("\n")) for item, said in made.texts.items()},
    )
    return as_named(code, filing)


def sent(code: str, side: str) -> Sent:
    """What the example of that doubt says, on its wrong or its right side, as a whole return."""
    if code in READ:
        filing = as_named(code, busy(EDITION))
        if code == "B-OTHER-BODY" and side == "wrong":
            said = (f"{BODIES[0].name}全年主动公开信息。",)
            filing = replace(filing, narratives={**filing.narratives, "proactive": said})
        told = doubts_as_texts([IMPORTED], filing, 1) if code == IMPORTED.id else ()
        if code == IMPORTED.id and side == "right":
            filing = replace(filing, figures={**filing.figures, "fees.amount": 120})
        edits = (EDITS[code],) if code in EDITS and side == "wrong" else ()
        return Sent(filing, edits=edits, doubts=tuple(told))
    example = EXAMPLES[code]
    made = scene(example, side)
    known = data("examples")["filing"]["figures"] | GONE_ON_FROM | made.previous
    last = {example["where"]: made.last_year} if made.last_year else {}
    before = None
    if made.previous or last:
        cover = made.cover | {"year": str(YEAR - 1), "date": f"{YEAR}-01-20"}
        before = of_scene(code, Scene(cover, known, texts=last))
    return Sent(of_scene(code, made), before)


@dataclass
class Seen:
    """What OUT says after a run: of each body its word, its doubts, its slip; who is chased."""

    states: Mapping[str, str]
    found: Mapping[tuple[str, str], Mapping[str, Any]]
    pages: Mapping[str, str]
    chats: Mapping[str, str]
    chased: Mapping[str, str]

    def doubt(self, code: str) -> Mapping[str, Any]:
        return self.found[name_of(code), code]


@dataclass
class Walk:
    """The office with its inbox, and what OUT said after each step."""

    place: Path
    seen: dict[str, Seen] = field(default_factory=dict[str, Seen])
    days: int = 0

    def came(self, files: Mapping[str, bytes]) -> None:
        (self.place / "in").mkdir(exist_ok=True)
        for code, book in files.items():
            (self.place / "in" / f"{name_of(code)}.xlsx").write_bytes(book)

    def run(self, step: str, settings: Settings, side: str = "wrong") -> None:
        self.days += 1
        now = NOW + timedelta(days=self.days)
        last = {name_of(code): dumps(b) for code in CODES if (b := sent(code, side).before)}
        given: dict[str, Any] = {"year": YEAR, "register": BODIES, "previous": last}
        run_here(self.place / "in", self.out, now=now, settings=settings, **given)
        self.seen[step] = self._look()

    @property
    def out(self) -> Path:
        return self.place / "out"

    def _look(self) -> Seen:
        listed = rows(self.out, findings_table())
        slips = list((self.out / SLIPS).glob("*")) if (self.out / SLIPS).exists() else []
        named = {(path.suffix, path.stem.removesuffix(TITLE)): path for path in slips}
        pages, chats = (
            {name: path for (end, name), path in named.items() if end == ending}
            for ending in (WORD, CHAT)
        )
        return Seen(
            {row["body"]: row["state"] for row in rows(self.out, bodies_table())},
            {(row["body"], str(row["rule"]).partition("/")[0]): row for row in listed},
            {name: text_of(path.read_bytes()) for name, path in pages.items()},
            {name: path.read_text("utf-8-sig") for name, path in chats.items()},
            {row["name"]: row["why"] for row in rows(self.out, chase_table(), CHASE_BOOK)},
        )

    def doubts(self, step: str, code: str) -> Iterator[str]:
        """The number of each open doubt of that body."""
        word = say(f"severity.{Severity.WARNING}")
        for (name, _), row in self.seen[step].found.items():
            if name == name_of(code) and row["severity"] == word:
                yield str(row["rule"])

    def rule(self, choice: Choice, words: str = "") -> None:
        """The office answers every doubt alike."""
        workbook, table = load_workbook(self.out / BOOK), findings_table()
        codes = [column.code for column in table.columns]
        for row in workbook[table.sheet].iter_rows(min_row=table.header_row + 1):
            if row[codes.index("key")].value:
                for code, value in (("ruling", choice.label), ("why_not", words or None)):
                    setattr(row[codes.index(code)], "value", value)  # noqa: B010
        workbook.save(self.out / BOOK)


JUMPING = ("C-JUMP", "C-UNIT-YEARS")
JUMPS = Settings({code: Setting(back=Back.GOES) for code in JUMPING})


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    walk = Walk(tmp_path_factory.mktemp("疑点"))
    wrong = {code: sent(code, "wrong") for code in CODES}
    walk.came({code: made.bytes() for code, made in wrong.items()})
    walk.run("told", JUMPS)
    said = {code: dict.fromkeys(walk.doubts("told", code), SAID) for code in CODES}
    walk.came({code: made.bytes(said[code]) for code, made in wrong.items()})
    walk.run("explained", JUMPS)
    walk.rule(Choice.ACCEPTED)
    walk.run("accepted", JUMPS)
    walk.rule(Choice.REFUSED, REASON)
    walk.run("refused", JUMPS)
    walk.came({code: sent(code, "right").bytes() for code in CODES})
    walk.run("corrected", JUMPS, "right")
    return walk


@pytest.mark.parametrize("code", CODES)
def test_w1_it_goes_to_the_clerk(walk: Walk, code: str) -> None:
    seen, name = walk.seen["told"], name_of(code)
    doubt = seen.doubt(code)
    assert seen.states[name] == BodyState.DOUBTED.label
    assert seen.chased[name] == say("chase.doubted")
    for told in (seen.pages[name], seen.chats[name]):
        assert str(doubt["remedy"]) in told
    assert str(doubt["place"] or "") in seen.pages[name]


@pytest.mark.parametrize("code", CODES)
def test_w2_what_the_clerk_says_is_read_and_settles_it(walk: Walk, code: str) -> None:
    seen, name = walk.seen["explained"], name_of(code)
    assert str(seen.doubt(code)["explanation"]).startswith(SAID)
    assert seen.doubt(code)["since_said"]
    assert seen.states[name] == BodyState.PASSED.label
    assert name not in seen.pages
    assert name not in seen.chased


@pytest.mark.parametrize("code", CODES)
def test_w3_what_is_accepted_stays_settled(walk: Walk, code: str) -> None:
    seen, name = walk.seen["accepted"], name_of(code)
    assert seen.doubt(code)["ruling"] == Choice.ACCEPTED.label
    assert seen.states[name] == BodyState.PASSED.label
    assert name not in seen.pages


@pytest.mark.parametrize("code", CODES)
def test_w4_what_is_refused_goes_back_with_the_reason(walk: Walk, code: str) -> None:
    seen, name = walk.seen["refused"], name_of(code)
    assert seen.states[name] == BodyState.DOUBTED.label
    for told in (seen.pages[name], seen.chats[name]):
        assert REASON in told
        assert SAID in told
    assert seen.chased[name] == say("chase.refused")


@pytest.mark.parametrize("code", CODES)
def test_w5_what_is_corrected_is_told_no_more(walk: Walk, code: str) -> None:
    seen, name = walk.seen["corrected"], name_of(code)
    assert (name, code) not in seen.found
    left = list(walk.doubts("corrected", code))
    assert seen.states[name] == (BodyState.DOUBTED if left else BodyState.PASSED).label
    assert (name in seen.pages) is bool(left)


# ------------------------------------------------------------------ W6

OF_EACH_FAMILY = (
    *("T6-TARIFF", "C-DOUBLED", "C-JUMP", "C-LIKE", "C-LIKE-LAST-YEAR", "B-OTHER-BODY"),
)


@pytest.mark.office
def test_w6_a_doubt_of_each_family_ends_through_libreoffice(
    soffice: Convert, tmp_path: Path
) -> None:
    walk = Walk(tmp_path)
    walk.came({code: sent(code, "wrong").bytes() for code in OF_EACH_FAMILY})
    marked = Settings({code: Setting(back=Back.WITH_BOOK) for code in (ALL, *JUMPING)})
    walk.run("told", marked)
    books: dict[str, Path] = {}
    for code in OF_EACH_FAMILY:
        book = tmp_path / f"{code}.xlsx"
        book.write_bytes((walk.out / SLIPS / f"{name_of(code)}{TITLE}.xlsx").read_bytes())
        books[code] = explained_in(book, walk.doubts("told", code), SAID)
    again = soffice.all(list(books.values()), "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")
    walk.came({code: path.read_bytes() for code, path in zip(books, again, strict=True)})
    walk.run("explained", marked)
    seen = walk.seen["explained"]
    for code in OF_EACH_FAMILY:
        assert seen.states[name_of(code)] == BodyState.PASSED.label, code
        assert name_of(code) not in seen.pages
        assert str(seen.doubt(code)["explanation"]).startswith(SAID)
