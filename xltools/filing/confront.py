"""confront: a filing against its edition's rulebook, one finding an instance.

Three answers: PASS, FAIL, UNFILLED (cannot tell yet); UNCOMPARED where a rule speaks of last
year and nothing is known of it. An exception here is a fault of the program and is left to
rise: it is never a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from xltools.filing.figure import figure_of
from xltools.filing.filing import (
    BLANK,
    Blank,
    Filing,
    Unreadable,
    Value,
    as_number,
    sum_of,
    with_totals,
)
from xltools.filing.findings import Finding, Verdict
from xltools.filing.retold import texts_of_rules
from xltools.filing.wording import may_be_personal, visible
from xltools.law.edition import Edition, total_and_parts
from xltools.law.expression import (
    Constant,
    Equals,
    Filled,
    Plus,
    PreviousRef,
    Ref,
    Remainder,
    Sum,
    Term,
    Valid,
    terms_of,
)
from xltools.law.form import Cell, CellKind
from xltools.law.rule import Instance
from xltools.law.words import Distance, phrase
from xltools.messages import say, together

_LISTED = 6
"""How many cells a sentence names before it says 等."""

_LONG = re.compile(r"[+-]?(?=(?:[^\d*]*[\d*]){16})[\d,*]+(?:\.\d+)?", re.ASCII)
"""A number that no cell keeps to its last digit."""
_SCIENTIFIC = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[Ee][+-]?\d{1,9}", re.ASCII)
"""1.2e1 for 12: how programs write numbers, and people do not."""

_HALF_OF_SIXTH_DECIMAL = Decimal("0.0000005")


def confront(filing: Filing) -> tuple[Finding, ...]:
    """One finding for every rule instance of the filing's edition, PASS included."""
    findings = tuple(_judge(filing, instance) for instance in filing.edition.instances)
    return _with_causes(filing, findings)


def _judge(filing: Filing, instance: Instance) -> Finding:
    claim = instance.claim
    match claim:
        case Equals():
            return _judge_equals(filing, instance, claim)
        case Valid(cells):
            return _judge_valid(filing, instance, cells)
        case Filled(field):
            return _judge_filled(filing, instance, field)
        case _:
            assert_never(claim)


def _finding(
    filing: Filing,
    instance: Instance,
    verdict: Verdict,
    cells: tuple[str, ...],
    left: int | Decimal | None = None,
    right: int | Decimal | None = None,
    *,
    sentence: str = "",
    remedy: str = "",
    marks: tuple[str, ...] = (),
) -> Finding:
    """What an instance says, in its rule's own words where no others are given."""
    rule = instance.rule
    own = texts_of_rules(filing.edition)[rule.id]
    told = sentence or own["label"], remedy or own["remedy"], own["law"], cells, marks
    return Finding(instance.id, rule.severity, verdict, *told, left=left, right=right)


# ------------------------------------------------------------------ arithmetic


def _judge_equals(filing: Filing, instance: Instance, claim: Equals) -> Finding:
    cells = instance.cells
    if not all(cell in filing.previous for cell in instance.previous):
        return _finding(filing, instance, Verdict.UNCOMPARED, cells)
    if unless := instance.rule.unless:
        if filing.body_kind is None:
            return _without_kind(filing, instance)
        if filing.edition.form.is_or_serves(unless, filing.body_kind, filing.name):
            return _finding(filing, instance, Verdict.PASS, cells)
    left, right = (evaluate(filing, filing.values, side) for side in (claim.left, claim.right))
    if left is None or right is None:
        sentence = say("confront.unfilled_balance")
        return _finding(filing, instance, Verdict.UNFILLED, cells, sentence=sentence)
    if same(left, right):
        return _finding(filing, instance, Verdict.PASS, cells, left, right)
    said, marks = _sentence(filing, instance), direct_refs(claim)
    return _finding(filing, instance, Verdict.FAIL, cells, left, right, sentence=said, marks=marks)


def _without_kind(filing: Filing, instance: Instance) -> Finding:
    field = filing.edition.form.fields["body_kind"]
    kind = filing.cover.get(field.id, "")
    code = "unknown_choice" if kind else "unfilled_field"
    said, cells = say(f"confront.{code}", label=field.label, text=kind), (field.id,)
    return _finding(filing, instance, Verdict.UNFILLED, cells, sentence=said, remedy=field.help)


def same(left: int | Decimal, right: int | Decimal) -> bool:
    """Equal to six decimals, as the workbook's formula compares; of any size."""
    return left == right or abs(Decimal(left) - Decimal(right)) < _HALF_OF_SIXTH_DECIMAL


def direct_refs(claim: Equals) -> tuple[str, ...]:
    """The cells that a claim names one by one, not as parts of a sum: those to colour."""
    terms = (*terms_of(claim.left), *terms_of(claim.right))
    return tuple(
        term.term.cell if isinstance(term, Remainder) else term.cell
        for term in terms
        if isinstance(term, Ref | Remainder)
    )


def evaluate(filing: Filing, values: Mapping[str, Value], term: Term) -> int | Decimal | None:
    """A side of a claim as a number; None where one of its cells is not one."""
    match term:
        case Ref(cell):
            return filing.counted(cell, values[cell])
        case PreviousRef(cell):
            return filing.previous.get(cell)
        case Constant(number):
            return number
        case Remainder(ref, divisor):
            number = evaluate(filing, values, ref)
            return None if number is None else number % divisor
        case Sum(cells):
            return sum_of(filing.counted(cell, values[cell]) for cell in cells)
        case Plus(terms):
            return sum_of(evaluate(filing, values, part) for part in terms)
        case _:
            assert_never(term)


def _sentence(filing: Filing, instance: Instance) -> str:
    def spoken(part: str | Term | Distance) -> str:
        match part:
            case str():
                return part
            case Distance(left=left, right=right):
                sides = [evaluate(filing, filing.values, side) or 0 for side in (left, right)]
                return plain(abs(Decimal(sides[0]) - Decimal(sides[1])))
            case _:
                return plain(evaluate(filing, filing.values, part) or 0)

    return "".join(spoken(part) for part in phrase(instance, filing.edition.form))


def plain(number: int | Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    if isinstance(number, int):
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_text(value: Value) -> str:
    """A value as people write it, or as it stands where it is no number; of a blank, nothing."""
    match value:
        case int() | Decimal():
            return plain(value)
        case Unreadable(text):
            return text
        case Blank():
            return ""


# ------------------------------------------------------------------ what cells and fields hold


def _judge_valid(filing: Filing, instance: Instance, cells: tuple[str, ...]) -> Finding:
    form, values, totals = filing.edition.form, filing.values, filing.edition.totals
    filled = (cell for cell in cells if cell in filing.figures)
    wrong = tuple(cell for cell in filled if not allowed(form.cells[cell], values[cell]))
    if wrong:
        why = (_why_invalid(form.cells[cell], values[cell]) for cell in wrong[:_LISTED])
        listed = together("；", why)
        code = "invalid" if len(wrong) <= _LISTED else "invalid_many"
        sentence = say(f"confront.{code}", count=len(wrong), listed=listed)
        return _finding(filing, instance, Verdict.FAIL, wrong, sentence=sentence, marks=wrong)
    blank = tuple(
        cell
        for cell in cells
        if values[cell] is BLANK and cell not in totals and not filing.counts_as_zero(cell)
    )
    if not blank:
        return _finding(filing, instance, Verdict.PASS, cells)
    labels = "、".join(form.cells[cell].label for cell in blank[:_LISTED])
    code = "unfilled_cells" if len(blank) <= _LISTED else "unfilled_cells_many"
    said = say(f"confront.{code}", count=len(blank), listed=labels)
    remedy = say("confront.unfilled_remedy")
    return _finding(filing, instance, Verdict.UNFILLED, blank, sentence=said, remedy=remedy)


def allowed(cell: Cell, value: Value) -> bool:
    """Whether a value is of its cell's kind; a blank is (it is unfilled, not wrong)."""
    match value:
        case Unreadable(text):
            return cell.column.kind is CellKind.WRITTEN and not may_be_personal(text)
        case int() | Decimal():
            return cell.column.kind.holds(value)
        case _:
            return True


def _why_invalid(cell: Cell, value: Value) -> str:
    if isinstance(value, Unreadable):
        return say(f"confront.{_why_text(value.text)}", label=cell.label, text=visible(value.text))
    number = as_number(value, nil=False) or 0
    return say(
        "confront.invalid_number",
        label=cell.label,
        text=plain(number),
        wanted=say(f"confront.wanted_{cell.column.kind}"),
    )


def _why_text(text: str) -> str:
    if may_be_personal(text):
        return "invalid_personal"
    if _SCIENTIFIC.fullmatch(text):
        return "invalid_digits" if figure_of(Decimal(text)) is None else "invalid_scientific"
    return "invalid_digits" if _LONG.fullmatch(text) else "invalid_text"


def _judge_filled(filing: Filing, instance: Instance, field: str) -> Finding:
    form = filing.edition.form
    if field in form.fields:
        filled, label = bool(filing.cover.get(field)), form.fields[field].label
    else:
        filled, label = bool(filing.paragraphs(field)), form.narratives[field].heading
    if filled:
        return _finding(filing, instance, Verdict.PASS, (field,))
    cells, said = (field,), say("confront.unfilled_field", label=label)
    return _finding(filing, instance, Verdict.UNFILLED, cells, sentence=said, marks=cells)


# ------------------------------------------------------------------ one cause, one finding


def _with_causes(filing: Filing, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put each finding that only follows from another one under that one."""
    under = {**_unfilled_causes(filing, findings), **_balance_causes(filing, findings)}
    if not under:
        return findings
    return tuple(
        replace(finding, under=under[finding.id]) if finding.id in under else finding
        for finding in findings
    )


def _unfilled_causes(filing: Filing, findings: tuple[Finding, ...]) -> dict[str, str]:
    """A balance cannot tell because of what its table, or the cover, lacks."""
    lacking = {
        item: finding.id
        for finding in findings
        if finding.verdict in (Verdict.FAIL, Verdict.UNFILLED) and finding.left is None
        for item in finding.cells
        if not isinstance(filing.edition.by_id[finding.id].claim, Equals)
    }
    under: dict[str, str] = {}
    for finding in findings:
        claim = filing.edition.by_id[finding.id].claim
        if finding.verdict is Verdict.UNFILLED and isinstance(claim, Equals):
            tables = {cell.split(".")[0] for cell in finding.cells}
            causes = (lacking[item] for item in lacking if item.split(".")[0] in tables)
            under[finding.id] = next(causes, "")
    return under


def _balance_causes(filing: Filing, findings: tuple[Finding, ...]) -> dict[str, str]:
    """A balance fails because of another, as 校验 has it.

    It follows from a wrong claimed total that it rests on if it holds once every total that can be
    is worked out; a balance between totals alone follows from the balances of its parts.
    """
    failed = [f for f in findings if f.verdict is Verdict.FAIL and f.left is not None]
    if len(failed) < 2:
        return {}
    mended = _worked_out(filing, findings)
    computing = {instance.id: total for total, instance in filing.edition.totals.items()}
    claims = {computing[finding.id]: finding.id for finding in failed if finding.id in computing}
    wrong = {cell: id_ for cell, id_ in claims.items() if filing.figures[cell] != mended[cell]}
    causes: dict[str, str] = {}
    for finding in failed:
        if finding.id not in wrong.values():
            cause = _cause_in_claims(filing, finding, mended, wrong)
            cause = cause or _cause_in_parts(filing, finding, failed, causes)
            if cause:
                causes[finding.id] = cause
    return causes


def _worked_out(filing: Filing, findings: tuple[Finding, ...]) -> Mapping[str, Value]:
    """All cells, each total as its parts give it; as filed where they give none."""
    judged = {finding.id for finding in findings if finding.left is not None}
    known = {total for total, own in filing.edition.totals.items() if own.id in judged}
    return with_totals(filing, {c: v for c, v in filing.figures.items() if c not in known})


def _cause_in_claims(
    filing: Filing, finding: Finding, mended: Mapping[str, Value], wrong: Mapping[str, str]
) -> str:
    claim = filing.edition.by_id[finding.id].claim
    assert isinstance(claim, Equals)
    left, right = (evaluate(filing, mended, side) for side in (claim.left, claim.right))
    if left is None or right is None or not same(left, right):
        return ""
    rests_on = (item for cell in finding.cells for item in _rests_on(filing.edition, cell))
    return next((wrong[cell] for cell in rests_on if cell in wrong), "")


def _cause_in_parts(
    filing: Filing, finding: Finding, failed: list[Finding], causes: Mapping[str, str]
) -> str:
    if not all(cell in filing.edition.totals for cell in finding.cells):
        return ""
    alike = (other.id for other in failed if other.rule == finding.rule)
    return next((id_ for id_ in alike if id_ != finding.id and id_ not in causes), "")


def _rests_on(edition: Edition, cell: str) -> Iterator[str]:
    """The cell and, of a total, every cell that it comes from."""
    yield cell
    if cell in edition.totals:
        for part in total_and_parts(edition.totals[cell])[1]:
            yield from _rests_on(edition, part)
