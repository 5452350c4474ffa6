"""Sentences for a narrative left empty whose content follows from cover and figures, and the short
text that announces a report.

They state what cells prove and nothing else: no promise kept in time, no reason, no trend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from xltools.filing.confront import plain
from xltools.filing.filing import Filing
from xltools.law.form import FormRow
from xltools.messages import say
from xltools.report import text

_STOPS = "。；;，,."

_Number = int | Decimal


def drafted(filing: Filing, narrative: str) -> tuple[str, ...]:
    """The drafted paragraphs; none for a narrative that no figure can tell."""
    if not filing.edition.form.narratives[narrative].drafted:
        return ()
    return text.paragraphs(["".join(_DRAFTS[narrative](filing))])


def announced(filing: Filing, title: str) -> str:
    """The short text for a chat or a public account, one paragraph: the report's title, what became
    of applications, where it can be read.

    Only what cover and figures prove; nothing of applications while they are not filled in.
    """
    return say("report.short", title=title) + _requests_told(filing) + "".join(_where(filing))


def _when(filing: Filing) -> str:
    return say("report.in_year", year=filing.year) if filing.year else say("report.this_year")


def _self(filing: Filing) -> str:
    return text.line(filing.cover.get("self_reference", "")) or say("report.self_reference")


# ------------------------------------------------------------------ lead


def _lead(filing: Filing) -> Iterator[str]:
    form = filing.edition.form
    lead = form.lead
    titles = "".join(say("report.quoted", title=section.title) for section in form.sections)
    basis = {"basis": lead.basis, "article": lead.article, "notice": filing.edition.notice}
    yield say("report.lead_basis", **basis)
    count = say("report.counting")[len(form.sections)]
    yield say("report.lead_parts", titles=titles, count=count)
    if filing.year:
        period = {"period_from": lead.period_from, "period_to": lead.period_to}
        yield say("report.lead_period", year=filing.year, **period)
    yield from _where(filing)


def _where(filing: Filing) -> Iterator[str]:
    site, address, phone = (
        text.line(filing.cover.get(field, "")).rstrip(_STOPS)
        for field in ("site", "address", "phone")
    )
    if site:
        yield say("report.lead_site", site=site)
    if address and phone:
        yield say("report.lead_contact", address=address, phone=phone)
    elif address:
        yield say("report.lead_address", address=address)
    elif phone:
        yield say("report.lead_phone", phone=phone)


# ------------------------------------------------------------------ 一（二）依申请公开


def _on_request(filing: Filing) -> Iterator[str]:
    yield _requests_told(filing) or say("report.pending")


def _requests_told(filing: Filing) -> str:
    """What became of applications, as figures tell it; "" while they are not filled in."""
    rows = ("new", "carried_in", "closed", "carried_out")
    counts = [filing.number(f"requests.{row}.total") for row in rows]
    known = [count for count in counts if count is not None]
    return "".join(_requests(filing, *known)) if len(known) == len(rows) else ""


def _requests(
    filing: Filing, new: _Number, carried_in: _Number, closed: _Number, carried_out: _Number
) -> Iterator[str]:
    yield _received({"when": _when(filing), "self": _self(filing)}, new, carried_in)
    results = _results(filing)
    if closed and results:
        yield _closed(new + carried_in, closed, carried_out, results)
    elif carried_out:
        yield say("report.none_closed", carried_out=plain(carried_out))


def _received(who: Mapping[str, str], new: _Number, carried_in: _Number) -> str:
    said = {**who, "new": plain(new), "carried_in": plain(carried_in)}
    if new and carried_in:
        return say("report.received_both", **said, sum=plain(new + carried_in))
    if new:
        return say("report.received_new", **said)
    return say("report.received_carried_in" if carried_in else "report.received_none", **said)


def _closed(
    received: _Number, closed: _Number, carried_out: _Number, results: Mapping[str, _Number]
) -> str:
    said = {
        "closed": plain(closed),
        "carried_out": plain(carried_out),
        "outcome": _outcome(closed, results),
    }
    if carried_out:
        return say("report.closed_some", **said)
    if closed != received:
        return say("report.closed", **said)
    return say("report.closed_the_one" if closed == 1 else "report.closed_all", **said)


def _outcome(closed: _Number, results: Mapping[str, _Number]) -> str:
    if len(results) == 1:
        (label,) = results
        return say("report.outcome_one" if closed == 1 else "report.outcome_same", label=label)
    counted = (
        say("report.outcome_count", label=label, count=plain(count))
        for label, count in results.items()
    )
    return say("report.outcomes", counted="、".join(counted))


def _results(filing: Filing) -> dict[str, _Number]:
    """How many requests came to each kind of result, by its label; none that is 0."""
    counts = {
        text.without_brackets(row.label): sum(
            filing.number(f"requests.{leaf.id}.total") or 0 for leaf in row.leaves()
        )
        for row in _result_rows(filing)
    }
    return {label: count for label, count in counts.items() if count}


def _result_rows(filing: Filing) -> Iterator[FormRow]:
    """The rows under 三、本年度办理结果, without their total."""
    for block in filing.edition.form.tables["requests"].blocks:
        for row in block.rows:
            yield from (kind for kind in row.rows if kind.id != "closed")


# ------------------------------------------------------------------ 六 信息处理费


def _processing_fee(filing: Filing) -> Iterator[str]:
    items, charged = filing.number("fees.items"), filing.number("fees.amount")
    if items is None or charged is None:
        yield say("report.pending")
        return
    who = {"when": _when(filing), "self": _self(filing)}
    said = {**who, "items": plain(items), "amount": plain(charged)}
    if not charged:
        yield say("report.fee_none", **said)
    else:
        yield say("report.fee" if items else "report.fee_amount", **said)


_DRAFTS: Mapping[str, Callable[[Filing], Iterator[str]]] = {
    "lead": _lead,
    "on_request": _on_request,
    "processing_fee": _processing_fee,
}
