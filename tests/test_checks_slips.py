"""One slip in a generated return is found; a return whose texts are true is not doubted.

`measure_checks.py` measures the same over 500 returns; these are floors that it must not fall
below.
"""

from __future__ import annotations

from collections import Counter

from bodies import bodies
from mutations import mutants

from xltools.checks import check
from xltools.filing.confront import confront
from xltools.filing.findings import Verdict
from xltools.law.rule import Severity

FLOORS = {
    "figure of 表二": 0.4,  # most of them are stated nowhere else
    "figure of 表三": 1.0,
    "figure of 表四": 0.8,
    "figure of 信息处理费": 0.9,
    "total written over": 1.0,
    "charges in 元 for 万元": 0.8,
    "number written": 0.95,
    "percentage written": 0.8,
    "number drafted": 0.9,
}


def test_true_texts_are_not_doubted() -> None:
    for body in bodies(60, seed=11):
        held = (Verdict.PASS, Verdict.UNCOMPARED)
        assert all(f.verdict in held for f in confront(body.filing) if "F-" not in f.id)
        doubts = {f.rule for f in check(body.filing) if f.severity is not Severity.INFO}
        assert doubts <= {"C-SUPERVISION"}, body.filing.narratives


def test_a_slip_is_found() -> None:
    made, found = Counter[str](), Counter[str]()
    for mutant in mutants(24, seed=11):
        made[mutant.kind] += 1
        found[mutant.kind] += bool(mutant.found)
    assert made.keys() == FLOORS.keys()
    below = {kind: found[kind] / made[kind] for kind in made}
    assert {kind: share for kind, share in below.items() if share < FLOORS[kind]} == {}
