"""送审稿 as a Word document: what the head of a body reads whole and signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from xltools.filing.checkcode import check_code
from xltools.filing.codec import dumps
from xltools.filing.confront import plain
from xltools.filing.filing import SIGNED_BY, Filing
from xltools.filing.findings import Finding
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.report import text
from xltools.report.context import context_of
from xltools.report.word import own_template

_GROUP = 8
"""Letters of a digest that stand together, so that a line may end between them."""


def render_proof(
    filing: Filing, findings: Sequence[Finding] = (), *, of_texts: bool = False
) -> bytes:
    """The document: before the report main figures beside last year's, doubts, codes, signatures.

    Of the findings those are listed that the body has explained; `of_texts` where numbers stand in
    the workbook as texts, which its own code leaves out.
    """
    code = check_code(filing)
    coded = say("proof_word.code_of_texts" if of_texts else "proof_word.code", code=code)
    whose = {"name": text.line(filing.name), "year": filing.year or "", "code": code}
    gap = say("proof_word.gap") + say("proof.date")
    proof = {
        "title": say("proof_word.title"),
        "before": (say("proof_word.whose", **whose),),
        "rows": (say("proof_word.heads").split("、"), *_rows(filing)),
        "after": tuple(_after(filing, findings, coded)),
        "signed": [head + gap for head in signatures(filing.edition)],
    }
    content = {**vars(context_of(filing)), "notice": say("proof_word.notice", **whose)}
    return own_template(filing.edition, proof=True).render({**content, "proof": proof})


def signatures(edition: Edition) -> Iterator[str]:
    """How the lines begin that are signed, the last ones before the report."""
    for item in SIGNED_BY:
        yield say("proof.signed", label=edition.form.fields[item].label)


def _rows(filing: Filing) -> Iterator[tuple[str, str, str]]:
    for cell in filing.edition.form.main:
        known = filing.edition.form.cells[cell]
        label = say("proof.figure", label=known.label, unit=known.column.unit)
        now = text.figure(filing.values[cell], nil=filing.counts_as_zero(cell))
        before = filing.previous.get(cell)
        yield label, now, plain(before) if before is not None else say("proof_word.unknown")


def _after(filing: Filing, findings: Sequence[Finding], coded: str) -> Iterator[str]:
    explained = [finding for finding in findings if finding.explained]
    if explained:
        yield say("proof_word.explained", count=len(explained))
    for number, finding in enumerate(explained, start=1):
        said = {"sentence": text.line(finding.sentence), "said": text.line(finding.explanation)}
        yield say("proof_word.doubt", number=number, **said)
    yield coded
    yield say("proof_word.digest")
    digest = digest_of_filing(filing)
    yield " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def digest_of_filing(filing: Filing) -> str:
    """SHA-256 of all that was filed: figures, texts, cover, answers, explanations."""
    return sha256(dumps(filing).encode()).hexdigest()
