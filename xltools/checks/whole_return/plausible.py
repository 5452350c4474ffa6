"""What is plausible for this kind of body: what it must report, fees, texts saying nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from xltools.checks.check import Check
from xltools.checks.data import data
from xltools.checks.text.passage import is_of_the_year
from xltools.checks.text.phrases import patterns
from xltools.checks.text.prose import Prose
from xltools.checks.text.roles import Stated, roles_in
from xltools.checks.text.scope import is_own
from xltools.filing.confront import plain
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding
from xltools.law.rule import Severity
from xltools.messages import say

SUPERVISION = Check("C-SUPERVISION", Severity.WARNING, "check_supervision")
PERFUNCTORY = Check("C-PERFUNCTORY", Severity.WARNING, "check_perfunctory")
FIVE_PARTS = Check("C-FIVE-PARTS", Severity.WARNING, "check_five_parts")
FEE = Check("C-FEE", Severity.WARNING, "check_fee")
FEE_TWICE = Check("C-FEE-TWICE", Severity.INFO, "check_fee_twice")
CHARGED = Check("C-UNIT-LARGE", Severity.WARNING, "check_unit_large")
COUNTED = Check("C-COUNT-LARGE", Severity.WARNING, "check_count_large")
DISPUTES = Check("C-DISPUTES", Severity.INFO, "check_disputes")
NIL = Check("C-NIL", Severity.WARNING, "check_nil")

CHECKS = (SUPERVISION, FIVE_PARTS, PERFUNCTORY, FEE, FEE_TWICE, CHARGED, COUNTED, DISPUTES, NIL)

_SUPERVISION = "supervision"
_ITEMS, _AMOUNT = "fees.items", "fees.amount"
_CHARGED = "disclosure.administrative_charges.charged"
_RECEIVED = ("requests.new.total", "requests.carried_in.total")
_DISPUTED = ("cases.review_total", "cases.direct_total", "cases.after_review_total")
_LEAST_A_CASE = 10
"""元: the tariff's smallest step, so the least that a charged application can yield."""

_TEN_THOUSAND = 10_000


def findings_in(prose: Prose) -> Iterator[Finding]:
    """What the body's texts lack for its kind, and fees that the tariff cannot yield."""
    yield from _supervision(prose)
    yield from _perfunctory(prose)
    yield from _fees(prose.filing)
    yield from _charged(prose.filing)
    yield from _counted(prose.filing)
    yield from _disputes(prose.filing)
    yield from _nil(prose)


def _supervision(prose: Prose) -> Iterator[Finding]:
    kind = prose.filing.body_kind
    if kind is None or not kind.government or not prose.filing.paragraphs(_SUPERVISION):
        return
    whole = "".join(paragraph.text for paragraph in prose.paragraphs)
    topics = patterns("vocabulary", _SUPERVISION).items()
    missing = [topic for topic, words in topics if not words.search(whole)]
    if missing:
        yield SUPERVISION.found(prose.filing.edition, _SUPERVISION, missing="、".join(missing))


def _perfunctory(prose: Prose) -> Iterator[Finding]:
    """The five parts of 一 and both of 五: each must say something."""
    form = prose.filing.edition.form
    problems = form.section_of("improvements")
    says_nothing = patterns("vocabulary", "perfunctory")["text"]
    for narrative in form.narratives.values():
        if narrative.number or narrative.section == problems:
            text = "".join(p.text for p in prose.paragraphs if p.narrative == narrative.id)
            if text and says_nothing.fullmatch(text):
                check = PERFUNCTORY if narrative.section == problems else FIVE_PARTS
                yield check.found(
                    prose.filing.edition, narrative.id, heading=narrative.heading, quote=text
                )


def _fees(filing: Filing) -> Iterator[Finding]:
    items, amount = filing.number(_ITEMS), filing.number(_AMOUNT)
    if items is None or amount is None:
        return
    received = [filing.number(cell) for cell in _RECEIVED]
    known = [number for number in received if number is not None]
    if bool(items) != bool(amount) or amount < items * _LEAST_A_CASE:
        reason = say("check_fee.not_both" if not items or not amount else "check_fee.too_little")
        yield _fee(filing, "amount", (_ITEMS,), reason)
    elif len(known) == len(received) and items > sum(known):
        reason = say("check_fee.too_many", received=plain(sum(known)))
        yield _fee(filing, "items", (_ITEMS, *_RECEIVED), reason)
    charged = filing.number(_CHARGED)
    if amount and charged and charged in (amount, Decimal(amount) / _TEN_THOUSAND):
        yield FEE_TWICE.found(
            filing.edition,
            _CHARGED,
            cells=(_AMOUNT,),
            amount=plain(amount),
            charged=plain(charged),
        )


def _charged(filing: Filing) -> Iterator[Finding]:
    """An amount that only a city or a province can have charged, unless it is in 元."""
    charged, kind = filing.number(_CHARGED), filing.body_kind
    if charged and kind and not kind.makes_regulations and charged >= _amounts()["charged_below"]:
        yield CHARGED.found(
            filing.edition,
            _CHARGED,
            label=filing.edition.form.cells[_CHARGED].label,
            charged=plain(charged),
            less=plain(Decimal(charged) / _TEN_THOUSAND),
        )


def _amounts() -> Mapping[str, int]:
    return data("vocabulary")["amounts"]


def _counted(filing: Filing) -> Iterator[Finding]:
    """Counts as long as a phone number or a code; not quoted, since they may be somebody's."""
    form, kind = filing.edition.form, filing.body_kind
    wide = kind is None or kind.makes_regulations
    below = _amounts()["count_below" if wide else "count_below_of_others"]
    for cell in filing.edition.typed:
        count = filing.number(cell)
        if count is not None and count >= below and form.cells[cell].column.kind.whole:
            yield COUNTED.found(
                filing.edition,
                cell,
                label=form.cells[cell].label,
                digits=len(plain(int(count))),
            )


def _disputes(filing: Filing) -> Iterator[Finding]:
    """More reviews and lawsuits than this year's applications can have led to."""
    received, disputed = (
        [filing.number(cell) for cell in cells] for cells in (_RECEIVED, _DISPUTED)
    )
    if None in received or None in disputed:
        return
    requests, cases = (sum(n for n in numbers if n) for numbers in (received, disputed))
    if cases > requests + _amounts()["disputes_beyond"]:
        yield DISPUTES.found(
            filing.edition,
            _DISPUTED[0],
            cells=(*_DISPUTED[1:], *_RECEIVED),
            cases=plain(cases),
            requests=plain(requests),
        )


def _nil(prose: Prose) -> Iterator[Finding]:
    """A table without a figure whose blanks count as 0, beside a text that counts its cases."""
    filing = prose.filing
    typed = {cell.partition(".")[0] for cell in filing.figures}
    empty = {table for table, nil in filing.nil.items() if nil and table not in typed}
    if not empty:
        return
    told = {tie.table for tie, passage in prose.read if passage.number.value}
    for paragraph in prose.paragraphs:
        for one in roles_in(paragraph, filing.edition, ()):
            table = one.tie.table
            if table in empty - told and one.passage.number.value and _is_this(one, filing):
                told.add(table)
                yield NIL.at(
                    filing.edition,
                    paragraph,
                    (one.passage.number.begin, one.passage.number.end),
                    about=table,
                    cells=one.tie.cells[:1],
                    title=filing.edition.form.tables[table].name,
                )


def _is_this(one: Stated, filing: Filing) -> bool:
    """Whether it is the body's own figure, of the year."""
    passage = one.passage
    return not one.part and is_of_the_year(passage, filing) and is_own(passage, filing)


def _fee(filing: Filing, about: str, cells: tuple[str, ...], reason: str) -> Finding:
    items, amount = (plain(filing.number(cell) or 0) for cell in (_ITEMS, _AMOUNT))
    return FEE.found(
        filing.edition,
        _AMOUNT,
        about=about,
        cells=cells,
        reason=reason,
        items=items,
        amount=amount,
    )
