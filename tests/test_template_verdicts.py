"""The workbook says what Python says, of every rule, and shows it before it is recalculated.

1. Each rule's own cases, and blank, half-filled, nil, text and overwritten books, give the
   same verdict in Python and in the workbook recalculated by LibreOffice.
2. The value that each formula carries equals the recalculated one, in all those books.
3. 校验码 and totals in the sheet equal Python's.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from books import without_values
from conftest import Office
from edition_whole import full
from filings import busy
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from rule_cases import RuleCase, merged, rule_books, zeros

from xltools.filing.checkcode import check_code
from xltools.filing.confront import confront
from xltools.filing.filing import BLANK, Filing, Unreadable, Value
from xltools.filing.findings import Finding, Verdict, tally
from xltools.filing.previous import previous_cells
from xltools.law.edition import EDITIONS, Edition, load
from xltools.law.expression import Equals
from xltools.layout.return_book import CHECK, COVER, Spot, layout_of
from xltools.messages import say
from xltools.template import build_blank, pour

pytestmark = pytest.mark.office

COVER_TEXTS = {
    "name": "云溪县发展和改革局",
    "body_kind": "政府部门",
    "year": "2025",
    "site": "云溪县人民政府网站",
    "address": "云溪县城关镇人民路1号",
    "phone": "0123-4567890",
}

OFFICES = (
    ("北江省人民政府办公厅", "政府部门"),
    ("南岭自治州人民政府办公室", "其他"),
    ("云溪市人民政府办公室", "政府部门"),
    ("云溪市人民政府办公室", "县级政府本级"),
    ("云溪市东河区人民政府办公室", "政府部门"),
    ("云溪市人民政府办公室", ""),
    ("", "政府部门"),
)
"""Names and kinds of bodies that file 规章: of some it is doubted."""

OVER_BLANKS: tuple[tuple[dict[str, int], tuple[str, ...], bool], ...] = (
    ({"closed.total": 5, "closed.research": 5}, (), True),
    ({"to_be_created.total": 5, "closed.public_interest": 5, "closed.total": 0}, (), False),
    (
        {"closed.legal_service": 7, "closed.business": 7, "closed.public_interest": 0},
        ("requests.not_corrected.public_interest",),
        False,
    ),
    (
        {"closed.total": 7, "administrative_queries.total": 7, "closed.natural_person": 7},
        ("requests.forbidden_by_law.business",),
        True,
    ),
    (
        {"publications.total": 7, "closed.business": 5, "closed.other_organisation": 0},
        ("requests.deliberative.business",),
        False,
    ),
    (
        {"new.total": 3, "closed.total": 5, "carried_out.business": 2},
        ("requests.new.business",),
        True,
    ),
)
"""Totals of table 3 written over, cells that are blank, and whether they count as 0."""


@dataclass(frozen=True)
class Recalculated:
    """A filing, its workbook as written, and as LibreOffice worked it out from nothing."""

    filing: Filing
    cases: tuple[RuleCase, ...]
    written: dict[str, list[list[object]]]
    calculated: dict[str, list[list[object]]]

    def verdict(self, instance: str) -> str:
        spot = layout_of(self.filing.edition).checks[instance].spot("verdict")
        return str(at(self.calculated, spot))


def at(book: dict[str, list[list[object]]], spot: Spot) -> object:
    return book[spot.sheet][spot.row - 1][spot.column - 1]


def word(filing: Filing, finding: Finding) -> str:
    """A verdict as 校验 says it: some balances wait for cells, some follow from what others say."""
    judged, verdict = filing.edition.by_id[finding.id], finding.verdict
    waits = isinstance(judged.claim, Equals)
    if verdict is Verdict.FAIL and finding.under:
        return say("verdict.follows")
    return say("verdict.waiting" if waits and verdict is Verdict.UNFILLED else f"verdict.{verdict}")


def as_poured(filing: Filing) -> Filing:
    """What the workbook holds: a total that is what its parts give is our formula there."""
    found = {finding.id: finding.verdict for finding in confront(filing)}
    ours = {t for t, rule in filing.edition.totals.items() if found[rule.id] is Verdict.PASS}
    figures = {cell: value for cell, value in filing.figures.items() if cell not in ours}
    return replace(filing, figures=figures)


_Named = tuple[str, Filing, tuple[RuleCase, ...]]


def _rule_books(edition: Edition) -> Iterator[_Named]:
    for number, book in enumerate(rule_books(edition)):
        yield f"{edition.id}-rules-{number}", merged(edition, book), tuple(book)
    yield f"{edition.id}-full", full(edition), ()


def _filings(edition: Edition) -> Iterator[_Named]:
    zeroed = zeros(edition)
    yield "blank", Filing(edition), ()
    yield "zeros", Filing(edition, cover=COVER_TEXTS, figures=zeroed), ()
    nil = dict.fromkeys(edition.form.tables, True)
    yield "nil", Filing(edition, cover=COVER_TEXTS, nil=nil), ()
    unanswered = dict.fromkeys(edition.form.tables, False)
    yield "no", Filing(edition, cover={"body_kind": "乡镇政府"}, nil=unanswered), ()
    text: dict[str, Value] = {
        **zeroed,
        "requests.new.business": Unreadable("12件"),
        "cases.review_total": Unreadable("三"),
        "fees.amount": Unreadable("无"),
    }
    yield "text", Filing(edition, cover=COVER_TEXTS, figures=text), ()
    yield (
        "text-nil",
        Filing(edition, nil=nil, figures={"requests.new.business": Unreadable("x")}),
        (),
    )
    province = {**COVER_TEXTS, "body_kind": "省级或设区的市政府本级"}
    made: dict[str, Value] = {**zeroed, "disclosure.regulations.made": 3}
    yield "province", Filing(edition, cover=province, figures=made), ()
    for number, (name, kind) in enumerate(OFFICES):
        office = {**COVER_TEXTS, "name": name, "body_kind": kind}
        yield f"office-{number}", Filing(edition, cover=office, figures=made), ()
    complete = {text.id: ("一段文字。",) for text in edition.form.narratives.values()}
    yield "complete", Filing(edition, cover=COVER_TEXTS, figures=zeroed, narratives=complete), ()
    for total in ("closed.total", "closed.business", "new.total", "carried_out.total"):
        over: dict[str, Value] = {**zeroed, f"requests.{total}": 5}
        filing = Filing(edition, cover=COVER_TEXTS, figures=over, narratives=complete)
        yield f"over-{total}", filing, ()
    for number, (totals, open_cells, said) in enumerate(OVER_BLANKS):
        claims: dict[str, Value] = {f"requests.{total}": count for total, count in totals.items()}
        rest = {cell: zero for cell, zero in zeroed.items() if cell not in open_cells}
        filing = Filing(edition, COVER_TEXTS, {"requests": said}, {**rest, **claims}, complete)
        yield f"over-blanks-{number}", filing, ()
    alone = {"requests.carried_out.total": 9}
    yield "follows-none", Filing(edition, cover=COVER_TEXTS, figures=zeroed, previous=alone), ()
    below: dict[str, Value] = {**zeroed, "requests.new.business": -5, "cases.review_total": 0}
    yield "below-zero", Filing(edition, cover=COVER_TEXTS, figures=below), ()
    dice = random.Random(2021)
    for number in range(5):
        yield f"random-{number}", _random(edition, dice), ()


def _random(edition: Edition, dice: random.Random) -> Filing:
    def value(cell: str) -> Value:
        kind = dice.choice(["number", "number", "number", "blank", "large", "decimal", "text"])
        if kind == "number" or (cell in edition.totals and kind != "large"):
            return BLANK if cell in edition.totals else dice.randrange(30)
        choices: dict[str, Value] = {
            "blank": BLANK,
            "large": dice.randrange(100_000),
            "decimal": Decimal(dice.randrange(100_000)) / 10_000,
            "text": Unreadable("若干"),
        }
        return choices[kind]

    figures = {cell: value(cell) for cell in edition.form.cells if dice.random() < 0.9}
    nil = {table: dice.random() < 0.5 for table in edition.form.tables if dice.random() < 0.7}
    kinds = [kind.label for kind in edition.form.body_kinds]
    cover = {**COVER_TEXTS, "body_kind": dice.choice(kinds)} if dice.random() < 0.8 else {}
    narratives = {
        narrative: ("一段文字。",) for narrative in edition.form.narratives if dice.random() < 0.5
    }
    kept = {cell: figure for cell, figure in figures.items() if figure is not BLANK}
    previous = {cell: dice.randrange(30) for cell in previous_cells(edition) if dice.random() < 0.5}
    return Filing(
        edition, cover=cover, nil=nil, figures=kept, narratives=narratives, previous=previous
    )


def _grid(book: Path) -> dict[str, list[list[object]]]:
    workbook = CalamineWorkbook.from_path(str(book))
    return {
        name: [
            list(row) for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in workbook.sheet_names
    }


@pytest.fixture(scope="module")
def books(soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recalculated]:
    edition = load("2021")
    written, bare = (tmp_path_factory.mktemp(name) for name in ("written", "bare"))
    of_rules = chain.from_iterable(_rule_books(load(known)) for known in EDITIONS)
    filings = {name: (filing, cases) for name, filing, cases in chain(of_rules, _filings(edition))}
    for name, (filing, _) in filings.items():
        (written / f"{name}.xlsx").write_bytes(pour(filing))
        (bare / f"{name}.xlsx").write_bytes(without_values((written / f"{name}.xlsx").read_bytes()))
    files = [bare / f"{name}.xlsx" for name in filings]
    calculated = soffice.all(files, "xlsx", tmp_path_factory.mktemp("calculated"))
    return {
        name: Recalculated(filing, cases, _grid(written / f"{name}.xlsx"), _grid(made))
        for (name, (filing, cases)), made in zip(filings.items(), calculated, strict=True)
    }


def test_python_and_the_recalculated_workbook_give_every_rule_the_same_verdict(
    books: dict[str, Recalculated],
) -> None:
    differing = [
        (name, finding.id, finding.verdict, book.verdict(finding.id))
        for name, book in books.items()
        for finding in confront(as_poured(book.filing))
        if book.verdict(finding.id) != word(book.filing, finding)
    ]
    assert differing == []


def test_each_rule_passes_fails_and_cannot_tell_in_the_workbook(
    books: dict[str, Recalculated],
) -> None:
    for book in books.values():
        found = {finding.id: finding for finding in confront(as_poured(book.filing))}
        for case in book.cases:
            finding = found[case.instance.id]
            assert finding.verdict is case.verdict, case.id
            assert book.verdict(finding.id) == word(book.filing, finding), case.id
    told = {case.verdict for book in books.values() for case in book.cases}
    assert told == set(Verdict)


def test_every_formula_carries_the_value_that_recalculation_gives(
    books: dict[str, Recalculated],
) -> None:
    differing: list[tuple[str, str, object, object]] = []
    for name, book in books.items():
        for sheet, rows in book.written.items():
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    again = _cell(book.calculated[sheet], row, column)
                    if not _same(value, again):
                        place = Spot(sheet, row + 1, column + 1).reference
                        differing.append((name, place, value, again))
    assert differing == []


def _cell(rows: list[list[object]], row: int, column: int) -> object:
    within = row < len(rows) and column < len(rows[row])
    return rows[row][column] if within else ""


def _same(left: object, right: object) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return abs(left - right) < 1e-9 * max(1.0, abs(left))
    return left == right


def test_the_sheet_s_check_code_and_totals_equal_python_s(books: dict[str, Recalculated]) -> None:
    for name, book in books.items():
        layout = layout_of(book.filing.edition)
        assert at(book.calculated, layout.code) == check_code(book.filing), name
        for total in book.filing.edition.totals:
            value = book.filing.values[total]
            shown = at(book.calculated, layout.figures[total])
            if isinstance(value, int | Decimal):
                assert isinstance(shown, int | float)
                assert abs(float(value) - shown) < 1e-6, (name, total)
            elif value is BLANK:
                assert shown == "", (name, total)


def test_the_workbook_says_a_failing_balance_in_the_same_words(
    books: dict[str, Recalculated],
) -> None:
    compared = 0
    for book in books.values():
        layout = layout_of(book.filing.edition)
        for finding in confront(book.filing):
            if finding.verdict is Verdict.FAIL and finding.left is not None:
                shown = at(book.calculated, layout.checks[finding.id].spot("subject"))
                assert shown == finding.sentence
                compared += 1
    assert compared > 50


def test_the_workbook_counts_wrong_cells_and_errors_as_python_does(
    books: dict[str, Recalculated],
) -> None:
    over = (f"over-blanks-{number}" for number in range(len(OVER_BLANKS)))
    for name in ("below-zero", "follows-none", "text", "zeros", "nil", *over):
        book, layout = books[name], layout_of(books[name].filing.edition)
        counts = tally(confront(book.filing))
        progress = layout.progress[CHECK]
        assert at(book.calculated, progress.count("errors")) == counts.errors, name
        assert at(book.calculated, progress.count("warnings")) == counts.warnings, name
    shown = at(
        books["below-zero"].calculated, layout_of(load("2021")).checks["T3-VALID"].spot("subject")
    )
    assert shown == say("check.invalid", count=1)


def test_the_workbook_counts_what_a_total_written_over_brings_about_once(
    edition: Edition,
) -> None:
    counted = layout_of(edition).progress[CHECK].count("errors")
    good = busy(edition)
    wrong = {"requests.closed.natural_person": 1, "requests.new.total": 1, "cases.review_total": 1}
    balance = {"requests.new.business": 1}
    for added in (*({cell: one} for cell, one in wrong.items()), {**balance}, {**wrong, **balance}):
        figures = {cell: int(str(good.values[cell])) + one for cell, one in added.items()}
        filing = replace(good, figures={**good.figures, **figures})
        book = load_workbook(io.BytesIO(pour(filing)), data_only=True)
        shown = book[counted.sheet][counted.address].value
        assert shown == tally(confront(filing)).errors, added


def test_a_blank_workbook_says_on_its_first_page_that_it_is_unfilled(
    books: dict[str, Recalculated],
) -> None:
    layout = layout_of(load("2021"))
    expected = confront(books["blank"].filing)
    unfilled = sum(f.verdict is Verdict.UNFILLED and not f.under for f in expected)
    sentence = str(at(books["blank"].calculated, layout.state))
    parts = say("state.unfilled", count=unfilled)
    assert sentence == say("state.bad", parts=parts)
    assert "0项" not in sentence
    assert str(at(books["blank"].written, Spot(COVER, 1, 1))).endswith(sentence)
    assert CHECK in books["blank"].written


def test_the_cover_never_calls_a_return_good_that_has_errors(
    books: dict[str, Recalculated],
) -> None:
    judged = {name: tally(confront(book.filing)).may_be_returned for name, book in books.items()}
    shown = {
        name: at(book.calculated, layout_of(book.filing.edition).state) == say("state.good")
        for name, book in books.items()
    }
    assert shown == judged
    assert {judged["complete"], judged["over-closed.total"]} == {True, False}


def test_an_empty_filing_poured_is_the_blank_template(edition: Edition) -> None:
    assert pour(Filing(edition)) == build_blank(edition)
