"""A finding: what a rule or check says of a filing, with its verdict, cells and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from xltools.filing.wording import covered
from xltools.law.rule import Severity
from xltools.messages import reworded, say


class Verdict(StrEnum):
    """The rule holds, fails, or cannot tell yet; or there is no last year to compare with."""

    PASS = "pass"
    FAIL = "fail"
    UNFILLED = "unfilled"
    UNCOMPARED = "uncompared"


SENT_BACK = "sent back"
"""What an explanation is bound to that the office refused: to no figures, until it is rewritten."""


_DIGEST = re.compile("[0-9a-f]{8}", re.ASCII)
"""How a text stands among the figures of a doubt."""


class Ruling(StrEnum):
    """What the collecting office says to what a body says; nothing said is accepted."""

    NONE = ""
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule instance or check says.

    `id` is the instance (`T3-BALANCE/business`), `cells` the ids it speaks of (cells, fields
    or narratives; whoever shows it looks up the places), `paragraph` which one of a text it speaks
    of, from 0, where the first of them is one, `marks` those to colour; `left` and
    `right` the two sides where there are two; `under` the id of the finding that this one
    only follows from; `figures` a fingerprint of what a doubt's cells hold; `explanation` what
    the body says to it, `bound` the fingerprint that a program first saw that with ("" where
    none did before), `lapsed` where those were other figures, `since` the day on which it first
    came; `ruling` what the office says to that, `office` its reason or its own words; `offered`
    what the body said to the same doubt last year, which settles nothing by itself.
    """

    id: str
    severity: Severity
    verdict: Verdict
    sentence: str
    remedy: str
    law: str
    cells: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    paragraph: int = 0
    left: int | Decimal | None = None
    right: int | Decimal | None = None
    under: str = ""
    figures: str = ""
    explanation: str = ""
    bound: str = ""
    lapsed: bool = False
    since: str = ""
    ruling: Ruling = Ruling.NONE
    office: str = ""
    offered: str = ""

    def __post_init__(self) -> None:
        if self.verdict is not Verdict.PASS and (said := covered(self.sentence)) != self.sentence:
            object.__setattr__(self, "sentence", reworded(self.sentence, said))

    @property
    def explained(self) -> bool:
        """Whether this is a doubt that is settled: 无 or 属实 is no explanation.

        The body has explained it and the office does not refuse that, or the office itself says
        how it is.
        """
        if not self.is_doubt or self.ruling is Ruling.REFUSED:
            return False
        said = says_something(self.explanation)
        if self.ruling is Ruling.ACCEPTED:
            return said or says_something(self.office)
        return said and not self.lapsed

    @property
    def turned_down(self) -> bool:
        """Whether the office refused what the body said to it."""
        return self.ruling is Ruling.REFUSED and bool(self.explanation)

    @property
    def counted(self) -> bool:
        """Whether it is one of a return's findings: what only follows from another is told under it
        and counted nowhere.
        """
        return not self.under

    @property
    def said(self) -> str:
        """What it says, of what only follows from another that it does."""
        return self.sentence if self.counted else say("show.follows") + self.sentence

    @property
    def is_doubt(self) -> bool:
        """Whether it asks the body to correct or explain."""
        return self.severity is Severity.WARNING and self.verdict is Verdict.FAIL

    @property
    def unregistered(self) -> bool:
        """Whether no program can tell of which figures the explanation was written."""
        return self.explained and not self.bound and self.of_figures

    @property
    def of_figures(self) -> bool:
        """Whether what its cells hold are figures, not only texts, of which digests are kept."""
        return any(held and not _DIGEST.fullmatch(held) for held in self.figures.split("|"))

    @property
    def answer(self) -> str:
        """What was said to a doubt, by the body and by the office, and whether it counts."""
        if not self.is_doubt:
            return ""
        return "".join(say(f"answer.{code}", said=said) for code, said in self._answers())

    def _answers(self) -> Iterator[tuple[str, str]]:
        if self.explanation:
            yield "said", self.explanation
            if not says_something(self.explanation):
                yield "says_nothing", ""
            elif self.lapsed:
                yield "sent_back" if self.bound == SENT_BACK else "lapsed", ""
            elif self.unregistered:
                yield "unregistered", ""
        if self.ruling is Ruling.REFUSED:
            yield "refused", self.office
        elif self.ruling is Ruling.ACCEPTED and self.office:
            yield "office", self.office

    @property
    def state(self) -> str:
        """The code of the word that 校验 and the ledger show: a verdict, or `explained`."""
        if self.waits:
            return "waiting"
        return "explained" if self.explained else self.verdict.value

    @property
    def word(self) -> str:
        """状态 as people read it; "" for a hint, which neither passes nor fails."""
        hint = self.severity is Severity.INFO and self.verdict is Verdict.FAIL
        return "" if hint else say(f"verdict.{self.state}")

    @property
    def waits(self) -> bool:
        """It cannot tell because of what another finding says: nothing that a person need read."""
        return self.verdict is Verdict.UNFILLED and bool(self.under)

    @property
    def rule(self) -> str:
        """The id of the rule or check, without its instance."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of each sort: what decides whether a return may be handed in."""

    errors: int
    unfilled: int
    warnings: int
    infos: int
    explained: int = 0

    @property
    def may_be_returned(self) -> bool:
        """No error and nothing unfilled."""
        return not self.errors and not self.unfilled

    @property
    def told(self) -> str:
        """How many of each sort stand open, in words; nothing of a sort of which there is none."""
        return self._counted("errors", "unfilled", "warnings")

    @property
    def told_whole(self) -> str:
        """The same, with the doubts that are explained and the hints."""
        return self._counted("errors", "unfilled", "warnings", "explained", "infos")

    def _counted(self, *names: str) -> str:
        counts = ((name, getattr(self, name)) for name in names)
        return say("state.and").join(
            say(f"state.{name}", count=count) for name, count in counts if count
        )


def not_explanations() -> tuple[str, ...]:
    """Words that say nothing when they stand alone as an explanation."""
    return tuple(say("verdict.not_an_explanation").split("、"))


def signs_that_say_nothing() -> str:
    """Punctuation and spaces that make no explanation of such a word."""
    return say("verdict.signs_alone")


def says_something(explanation: str) -> bool:
    """Whether it explains anything: 属实。 and 同上 do not."""
    bare = "".join(sign for sign in explanation if sign not in signs_that_say_nothing()).strip()
    return bool(bare) and bare.casefold() not in map(str.casefold, not_explanations())


def name_of(prefix: str, code: str, subject: str = "") -> str:
    """The id of what a code says: on a table, a text or the whole."""
    name = prefix + code.upper().replace("_", "-")
    return f"{name}/{subject}" if subject else name


def finding_of(
    name: str, severity: Severity, code: str, cells: tuple[str, ...] = (), /, **context: object
) -> Finding:
    """A finding that no rule or check makes, of that id: what a code says, and its remedy."""
    return Finding(
        id=name,
        severity=severity,
        verdict=Verdict.FAIL,
        sentence=say(code, **context),
        remedy=say(f"{code}_remedy"),
        law="",
        cells=cells,
    )


def raised(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that a person must see, gravest first: those that fail or cannot tell."""
    order = {Severity.ERROR: 0, Severity.WARNING: 2, Severity.INFO: 3}
    seen = (f for f in findings if f.verdict in (Verdict.FAIL, Verdict.UNFILLED))
    return tuple(sorted(seen, key=lambda f: (order[f.severity], f.verdict is Verdict.UNFILLED)))


def tally(findings: Iterable[Finding]) -> Tally:
    """Count findings: every number that anybody is shown of a return is one of these."""
    seen = [finding for finding in raised(findings) if finding.counted]
    failed = [f.severity for f in seen if f.verdict is Verdict.FAIL and not f.explained]
    return Tally(
        errors=failed.count(Severity.ERROR),
        unfilled=sum(finding.verdict is Verdict.UNFILLED for finding in seen),
        warnings=failed.count(Severity.WARNING),
        infos=failed.count(Severity.INFO),
        explained=sum(finding.explained for finding in seen),
    )
