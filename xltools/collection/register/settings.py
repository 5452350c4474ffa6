"""规则设置: what an office changed of the checks for its collection, each with a reason.

A doubt may be muted or softened to a hint, and may be kept from going back or made to. What must be
corrected, sums that do not add up and cells that are blank, is not the office's to change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from xltools.examination.examine import passed
from xltools.examination.record import Located, Record
from xltools.filing.findings import Finding, Ruling, Verdict
from xltools.law.rule import Severity
from xltools.messages import say

ALL = "ALL"
"""Stands for every doubt that has no row of its own."""


class Treatment(StrEnum):
    """处理: what becomes of what a check finds."""

    MUTED = "muted"
    SOFTENED = "softened"


class Back(StrEnum):
    """疑点退回: whether its doubts go back, and with a marked workbook or without."""

    GOES = "goes"
    WITH_BOOK = "with_book"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Setting:
    """What was changed of one check, None where nothing, and why."""

    treatment: Treatment | None = None
    back: Back | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was changed of which check, by its id; falsy where nothing was."""

    rules: Mapping[str, Setting] = field(default_factory=dict[str, Setting])

    def __bool__(self) -> bool:
        return bool(self.rules)

    @property
    def treated(self) -> frozenset[str]:
        """The checks that find less than they would."""
        return frozenset(rule for rule, setting in self.rules.items() if setting.treatment)

    def applied(self, findings: Iterable[Located]) -> tuple[Located, ...]:
        """The findings as they are to be seen in this collection."""
        return tuple(self._applied(findings)) if self.treated else tuple(findings)

    def judged(self, record: Record) -> Record:
        """A record with its findings, its counts and its word as they are in this collection."""
        found = self.applied(record.findings)
        seen = record.with_findings(found).counted(found)
        return replace(seen, state=passed(seen.tally)) if seen.state.meaning.counts else seen

    def _applied(self, findings: Iterable[Located]) -> Iterator[Located]:
        for located in findings:
            finding = located.finding
            setting = self.rules.get(finding.rule)
            if setting is None or not setting.treatment or not _is_office_matter(finding):
                yield located
            elif setting.treatment is Treatment.SOFTENED:
                yield replace(located, finding=replace(finding, severity=Severity.INFO))

    def back(self, finding: Finding, *, usual: bool) -> bool:
        """Whether that doubt goes back; `usual` is what happens where nothing was set."""
        if finding.ruling is Ruling.REFUSED or not finding.is_doubt:
            return True
        chosen = self._chosen(finding, usual=usual)
        return usual if chosen is None else chosen is not Back.STAYS

    def with_book(self, findings: Iterable[Finding], usual: Callable[[Finding], bool]) -> bool:
        """Whether one of these doubts wants a marked workbook beside it."""
        return any(
            self._chosen(finding, usual=usual(finding)) is Back.WITH_BOOK
            for finding in findings
            if finding.is_doubt
        )

    def _chosen(self, finding: Finding, *, usual: bool) -> Back | None:
        """What was chosen for it; what was chosen for all leaves alone what usually stays."""
        own = self.rules.get(finding.rule, _NOTHING).back
        return own or (self.rules.get(ALL, _NOTHING).back if usual else None)

    @property
    def told_if_changed(self) -> str:
        """The same where anything is in force, else ""."""
        return self.told if self else ""

    @property
    def told(self) -> str:
        """Which settings are in force, in one sentence."""
        if not self.rules:
            return say("settings.none")
        listed = "；".join(_told(rule, setting) for rule, setting in sorted(self.rules.items()))
        return say("settings.in_force", listed=listed)


_NOTHING = Setting()
UNCHANGED = Settings()


def _is_office_matter(finding: Finding) -> bool:
    """Whether it is no more than a doubt or a hint."""
    return finding.severity is not Severity.ERROR and finding.verdict is Verdict.FAIL


def _told(rule: str, setting: Setting) -> str:
    chosen = [say(f"settings.{item}") for item in (setting.treatment, setting.back) if item]
    name = say("settings.all") if rule == ALL else rule
    code = "settings.one_for" if setting.reason else "settings.one"
    return say(code, rule=name, chosen="、".join(chosen), reason=setting.reason)


def settings_text(settings: Settings) -> str:
    """Settings as they are kept."""
    kept = {
        rule: {part: chosen or "" for part, chosen in asdict(setting).items()}
        for rule, setting in sorted(settings.rules.items())
    }
    return json.dumps(kept, ensure_ascii=False)


def settings_from(text: str) -> Settings:
    """The settings that were kept as that text. Raises ValueError and LookupError for others."""
    return Settings(
        {
            rule: Setting(
                Treatment(kept["treatment"]) if kept["treatment"] else None,
                Back(kept["back"]) if kept["back"] else None,
                kept["reason"],
            )
            for rule, kept in json.loads(text).items()
        }
    )
