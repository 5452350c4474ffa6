"""Forty real openings (../shared/cases/openings): what a change of one number, and a slip, raise.

The same counting as ../shared/cases/measure.py, without a workbook between: every number before
件, 起, 例 or 份 where the text speaks of 申请 is changed, one at a time. HELD are the openings that
nobody looked at while the patterns were written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xltools.checks import check
from xltools.filing.codec import from_json
from xltools.filing.confront import confront
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict

_NUMBER = re.compile(r"(?<![\d.〔-])(\d+)(?=\s?[件起例份])")
_NARRATIVES = ("on_request", "opening")
_WORD = "C-WORD"
"""Checks of words do not find a changed number."""

_QUOTED = 4
"""A slip is spoken of where so many characters of its quotation stand in a finding."""

_UNDECIDED = "undecidable.json"


@dataclass(frozen=True)
class Opening:
    """One opening: its file's name, what it is filed as, and what the file says of it."""

    name: str
    content: dict[str, Any]
    held: bool

    @property
    def agrees(self) -> bool:
        """Whether its tables were made to agree with the text."""
        return str(self.content["tables"]).startswith("made")

    @property
    def hard_slips(self) -> list[str]:
        """The quotations of what a careful reader found wrong."""
        return [slip["quote"] for slip in self.content["slips"] if slip.get("severity") == "hard"]

    def filing(self, section: str = "", number: int = 0, text: str = "") -> Filing:
        """The filing; with a section named, that paragraph of it replaced."""
        filing = json.loads(json.dumps(self.content["filing"]))
        if section:
            filing["narratives"][section][number] = text
        return from_json(filing)


@dataclass(frozen=True)
class Change:
    """One number of an opening changed, and whether a finding came of it."""

    opening: Opening
    section: str
    paragraph: int
    begin: int
    sort: str
    findings: tuple[Finding, ...]

    @property
    def found(self) -> bool:
        """Whether something new is said, other than of a word."""
        return any(not finding.id.startswith(_WORD) for finding in self.findings)

    @property
    def place(self) -> str:
        """Where the number stands, as measure.py names it."""
        return f"{self.opening.name} {self.section}/{self.paragraph}@{self.begin}"


def openings(shared: Path) -> Iterator[Opening]:
    """Every opening; every other one of each sort is held back."""
    folder = shared / "cases" / "openings"
    read = {
        file.stem: json.loads(file.read_text("utf-8"))
        for file in sorted(folder.glob("*.json"))
        if file.name != _UNDECIDED
    }
    sorts: dict[bool, list[str]] = {True: [], False: []}
    for name, content in read.items():
        sorts[content["tables"].startswith("made")].append(name)
    for names in sorts.values():
        for index, name in enumerate(names):
            yield Opening(name, read[name], held=bool(index % 2))


def said(filing: Filing) -> list[Finding]:
    """All that is said of a filing, apart from what is not filled in."""
    return [*(f for f in confront(filing) if f.verdict is Verdict.FAIL), *check(filing)]


def changes(opening: Opening) -> Iterator[Change]:
    """Each number of the opening changed, with what is said of it that was not said before."""
    known = {(finding.id, finding.sentence) for finding in said(opening.filing())}
    for section in _NARRATIVES:
        for number, text in enumerate(opening.content["filing"]["narratives"].get(section, [])):
            for match in _NUMBER.finditer(text) if "申请" in text else ():
                value = int(match[1])
                new = str(value + (1 if value < 10 else 3))
                changed = text[: match.start(1)] + new + text[match.end(1) :]
                findings = tuple(
                    finding
                    for finding in said(opening.filing(section, number, changed))
                    if (finding.id, finding.sentence) not in known
                )
                yield Change(
                    opening, section, number, match.start(1), _sort(text, match.start(1)), findings
                )


_SORTS = {
    "in brackets": re.compile(r"[（(][^）)。]*$"),
    "after 其中, 分别": re.compile(r"(?:其中|分别|包括)[^。]*$"),
    "beside the body's own area": re.compile(
        r"(?:全[市县区省州旗镇乡]|各部门|各单位|政府办|办公[室厅])[^。]*(?:。[^。]*)?$"
    ),
    "elsewhere": re.compile(""),
}


def _sort(text: str, place: int) -> str:
    return next(sort for sort, words in _SORTS.items() if words.search(text[:place]))


@cache
def letters(text: str) -> str:
    """Letters and figures alone."""
    return re.sub(r"\W", "", text)


def is_told(quotation: str, findings: list[Finding]) -> bool:
    """Whether a finding speaks of the words of a slip."""
    words = letters("".join(f.sentence for f in findings if f.rule != "C-DRAFTED"))
    quoted = letters(quotation)
    last = max(1, len(quoted) - _QUOTED + 1)
    return any(quoted[at : at + _QUOTED] in words for at in range(last))
