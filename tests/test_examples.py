"""Every example of the catalogue is true: the right one passes, the wrong one is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from examples import EXAMPLES, Scene, figures_of, scene
from filings import COVER
from returns import failing

from xltools.checks import check
from xltools.checks.alike.copies import alike
from xltools.checks.alike.likeness import findings_on_others, texts
from xltools.checks.catalogue import catalogue, example_of
from xltools.checks.data import data
from xltools.examination.examine import examine
from xltools.examination.page import findings_page
from xltools.examination.record import record_of
from xltools.filing.confront import confront
from xltools.filing.filing import Filing
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import Edition, in_force, latest
from xltools.messages import say
from xltools.template import pour


def filing(edition: Edition, made: Scene) -> Filing:
    return Filing(
        edition,
        cover=made.cover,
        nil={} if made.open else dict.fromkeys(edition.form.tables, True),
        figures=figures_of(made.figures),
        narratives={text: tuple(said.split("\n")) for text, said in made.texts.items()},
        previous=figures_of(made.previous),
    )


def found(edition: Edition, example: dict[str, Any], side: str) -> Iterator[Finding]:
    made = scene(example, side)
    filed = filing(edition, made)
    yield from confront(filed)
    known = data("examples")["filing"]["figures"] | made.previous
    cover = made.cover | {"year": str(int(made.cover["year"]) - 1)}
    said = {example["where"]: made.last_year} if made.last_year else {}
    before = Scene(cover, known, texts=said)
    yield from check(filed, filing(edition, before) if made.previous or said else None)
    if made.other:
        others = filing(
            edition, Scene({"name": "测试县民政局"}, {}, texts={example["where"]: made.other})
        )
        alike_ones = alike((*texts(filed), *texts(others)))
        yield from findings_on_others(
            edition, (one for one in alike_ones if one.text.body == filed.name)
        )


def test_every_rule_and_check_has_an_example(edition: Edition) -> None:
    ids = [entry.id for entry in catalogue(edition)]
    assert set(EXAMPLES) == set(ids)
    assert all(example_of(id_) for id_ in ids)


@pytest.mark.parametrize("id_", EXAMPLES)
def test_the_right_one_passes_and_the_wrong_one_is_found(id_: str) -> None:
    edition, open_ones = in_force(int(COVER["year"])), (Verdict.FAIL, Verdict.UNFILLED)
    for side, expected in (("right", False), ("wrong", True)):
        findings = found(edition, EXAMPLES[id_], side)
        rules = {finding.rule for finding in findings if finding.verdict in open_ones}
        assert (id_ in rules) is expected, (side, sorted(rules))


def test_the_findings_page_shows_the_example_and_no_column_that_would_be_empty(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(pour(failing(latest())))
    page = findings_page([record_of(path.name, examine(path))])
    example = example_of("T3-BALANCE")
    assert example
    assert example.right in page
    assert example.wrong in page
    assert say("show.follows") in page
    assert f">{say('ledger.remedy')}</th>" in page
    assert f">{say('ledger.explanation')}</th>" not in page
