"""A return whose text is another body's: one doubt, before the office decides anything."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.collection.ledger.stored import words_from
from xltools.collection.register.body import Body
from xltools.collection.register.matching import Register, plain_name
from xltools.examination.record import Located, Record, located
from xltools.filing.explanations import with_explanations
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict
from xltools.law.rule import Severity
from xltools.messages import say

ID = "B-OTHER-BODY"


def with_doubt_whose(record: Record, register: Register, body: Body | None) -> Record:
    """The record, with a doubt where the texts speak for another body of the register."""
    filing = words_from(record.filing) if body and record.edition else None
    if body is None or filing is None:
        return record
    told = next(_doubts(filing, register, body), None)
    if told is None:
        return record
    found = (*record.findings, told)
    return record.with_findings(found).counted(found)


def _doubts(filing: Filing, register: Register, body: Body) -> Iterator[Located]:
    """A doubt for each other body that the texts speak for, if they never name their own."""
    texts = {item: plain_name("".join(lines)) for item, lines in filing.narratives.items()}
    site = plain_name(filing.cover.get("site", ""))
    own = register.names_of(body)
    if any(name in text for name in own for text in (*texts.values(), site)):
        return
    first = next((item for item in filing.edition.form.narratives if texts.get(item)), "")
    near = (body.name, body.superior)
    for other in register.opening(texts[first]) if first else ():
        if other.name not in near:
            yield _doubt(filing, first, other, "opens")
    for other in register.standing_in(site):
        if other.superior and other.name not in near:
            yield _doubt(filing, "site", other, "publishes")


def _doubt(filing: Filing, item: str, other: Body, how: str) -> Located:
    finding = Finding(
        id=ID,
        severity=Severity.WARNING,
        verdict=Verdict.FAIL,
        sentence=say(f"collection.other_body_{how}", other=other.name),
        remedy=say("collection.other_body_remedy"),
        law="",
        cells=(item,),
    )
    (known,) = with_explanations([finding], filing)
    return located(known, filing.edition, filing)
