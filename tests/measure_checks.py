"""How well the checks do: on real sentences, over the corpora, on 500 returns with one slip each.

    python tests/measure_checks.py [--returns 500]

Prints what it measured as Markdown and puts it into docs/checks.md.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from bodies import bodies
from cases import FALSE, OF_2019, OF_ANY, SLUGS, case_of
from cases import found as found_in_case
from conftest import SHARED
from corpora import FAMILIES, found, sentences
from mutations import Mutant, mutants
from openings import Change, changes, is_told, openings, said

from xltools.checks import check
from xltools.checks.whole_return.nearest import with_repairs
from xltools.filing.confront import confront
from xltools.filing.findings import Verdict
from xltools.law.edition import load
from xltools.law.rule import Severity
from xltools.messages import say

PAGE = Path(__file__).resolve().parents[1] / "docs" / "checks.md"
BEGIN, END = "<!-- measured: python tests/measure_checks.py -->\n", "<!-- end of measured -->\n"


def families() -> Iterator[str]:
    """A line a family: how many sentences, and how far what is said of them is right."""
    yield "| family | sentences | true | 疑点: precision | recall | 提示: precision | recall |"
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    whole = Counter[str]()
    for family in FAMILIES:
        counts = scores(family)
        whole += counts
        yield _line(family, counts)
    yield _line("all", whole)


def scores(family: str) -> Counter[str]:
    """Sentences of a family, and for each severity: wanted, right, wrong findings."""
    counts = Counter[str]()
    for sentence in sentences(family):
        findings = found(sentence)
        own = [finding for finding in findings if finding.rule == sentence.expected]
        wanted = own[0].severity if own else _severity(sentence.expected)
        counts["sentences"] += 1
        counts["wanted"] += bool(sentence.expected)
        counts[f"{wanted} wanted"] += bool(sentence.expected)
        counts[f"{wanted} found"] += bool(own)
        for finding in findings:
            right = finding.rule in (sentence.expected, *sentence.also)
            counts[f"{finding.severity} {'right' if right else 'wrong'}"] += 1
    return counts


def _severity(rule: str) -> str:
    from xltools.checks import FAMILIES as ROOM

    return next((c.severity for family in ROOM for c in family.CHECKS if c.id == rule), "")


def _line(name: str, counts: Counter[str]) -> str:
    cells = [name, str(counts["sentences"]), str(counts["wanted"])]
    for severity in (Severity.WARNING, Severity.INFO):
        right, wrong = counts[f"{severity} right"], counts[f"{severity} wrong"]
        cells.append(_share(right, right + wrong))
        cells.append(_share(counts[f"{severity} found"], counts[f"{severity} wanted"]))
    return f"| {' | '.join(cells)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def real_openings() -> Iterator[str]:
    """Of forty real openings: changed numbers found, slips spoken of, doubts as published."""
    real = list(openings(SHARED))
    made = [change for opening in real if opening.agrees for change in changes(opening)]
    yield "| changed numbers | changes | found | share |"
    yield "| --- | --: | --: | --: |"
    for half, held in (("looked at", False), ("held back", True)):
        yield _found(half, [change for change in made if change.opening.held is held])
    for sort in dict.fromkeys(change.sort for change in made):
        yield _found(sort, [change for change in made if change.sort == sort])
    yield _found("all", made)
    yield "\n| hard slips | slips | spoken of |\n| --- | --: | --: |"
    for half, held in (("looked at", False), ("held back", True)):
        told = [
            is_told(slip, said(opening.filing()))
            for opening in real
            if opening.held is held
            for slip in opening.hard_slips
        ]
        yield f"| {half} | {len(told)} | {sum(told)} |"
    counts = Counter(
        finding.severity
        for opening in real
        for finding in said(opening.filing())
        if finding.rule not in OF_ANY
    )
    numbers = ", ".join(f"{counts[s]} {say(f'severity.{s.value}')}" for s in Severity)
    yield f"\nAs published, {len(real)} openings are told {numbers}; every 疑点 was read and is"
    yield "true (`tests/test_checks_openings.py`). Changed numbers that are missed:"
    yield ""
    yield from (f"- `{change.place}`, {change.sort}" for change in made if not change.found)


def _found(name: str, made: list[Change]) -> str:
    found = sum(change.found for change in made)
    return f"| {name} | {len(made)} | {found} | {_share(found, len(made))} |"


def real_reports() -> Iterator[str]:
    """A line a report: what is found, and what of it is false."""
    yield "| report | 错误 | 疑点 | 提示 | false alarms |"
    yield "| --- | --: | --: | --: | --- |"
    edition = load("2021")
    said, false = Counter[Severity](), Counter[Severity]()
    for slug in (*SLUGS, OF_2019):
        findings = found_in_case(case_of(SHARED, slug), edition)
        counts = Counter(finding.severity for finding in findings.values())
        said += counts
        false += Counter(findings[id_].severity for id_ in FALSE.get(slug, ()))
        numbers = " | ".join(str(counts[severity]) for severity in Severity)
        yield f"| {slug} | {numbers} | {', '.join(sorted(FALSE.get(slug, ()))) or 'none'} |"
    rates = (f"{false[s]} of {said[s]} {say(f'severity.{s.value}')}" for s in Severity)
    yield f"\nFalse alarms: {', '.join(rates)}."


def generated(count: int) -> Iterator[str]:
    """What is said of generated returns whose texts are true."""
    said = Counter(
        finding.rule
        for body in bodies(count)
        for finding in check(body.filing)
        if finding.rule not in OF_ANY and finding.severity is not Severity.INFO
    )
    yield (
        f"Of {count} generated returns with true texts, before any slip: "
        + (", ".join(f"{rule} {times}" for rule, times in said.items()) or "nothing")
        + "."
    )


def slips(count: int) -> Iterator[str]:
    """A line a kind of slip: the share found, by the gravest that is said of it; the repairs."""
    found_of: dict[str, Counter[str]] = defaultdict(Counter)
    hints = Counter[str]()
    for mutant in mutants(count):
        found_of[mutant.kind][mutant.found] += 1
        hints += _hint(mutant)
    yield "| one slip | returns | found | as 错误 | as 疑点 | as 提示 |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for kind, of in found_of.items():
        total = of.total()
        shares = [f"{of[severity] / total:.3f}" for severity in Severity]
        yield f"| {kind} | {total} | {1 - of[''] / total:.3f} | {' | '.join(shares)} |"
    yield ""
    yield (
        f"Nearest repair: of {hints['failing']} returns with a slip that breaks a balance, "
        f"{hints['named']} name a repair; the figure that slipped, as it was, is among them in "
        f"{hints['right']}."
    )


def _hint(mutant: Mutant) -> Counter[str]:
    before = {finding.id: finding.remedy for finding in confront(mutant.after)}
    hinted = with_repairs(confront(mutant.after), mutant.after)
    longer = [f.remedy for f in hinted if f.remedy != before[f.id]]
    failing = any(
        f.verdict is Verdict.FAIL and f.severity is Severity.ERROR and f.left is not None
        for f in hinted
    )
    changed = [
        say(
            "nearest.change",
            label=cell.label,
            old=mutant.after.values[cell.id],
            new=mutant.before.values[cell.id],
        )
        for cell in mutant.after.edition.form.cells.values()
        if mutant.after.figures.get(cell.id) != mutant.before.figures.get(cell.id)
    ]
    right = any(change in remedy for change in changed for remedy in longer)
    return Counter(failing=int(failing), named=int(bool(longer)), right=int(right))


def main() -> None:
    """Measure, print, and renew the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=500)
    count: int = parser.parse_args().returns
    lines = [
        *("### Real sentences", "", *real_openings(), ""),
        *("### Whole real reports", "", *real_reports(), ""),
        *("### Corpora, written beside the patterns", "", *families(), ""),
        *("### One slip in a generated return", "", *generated(count), "", *slips(count), ""),
    ]
    measured = "\n".join(lines)
    print(measured)
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n{measured}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
