"""The simulated district is what it says: files of every sort, figures that carry over.

S1 the same seed gives the same district       S3 the second year carries on the first
S2 each file comes to its state in a batch

What is made of it all stands in test_district_whole.py.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from district import FIRST, ROLES, RUNS, SECOND, Delivery, District, Stand, district
from district_files import SORTS
from returns import run_here, states

from xltools.collection.register.body import Mode

STATES = {
    **dict.fromkeys(("good", "again", "copy", "changed", "changed too"), "passed"),
    **dict.fromkeys(("formula texts", "external link", "macros"), "passed"),
    **dict.fromkeys(("long name", "reserved name"), "passed"),
    "failing": "errors",
    "unfilled": "unfilled",
    "last year": "wrong_year",
    **dict.fromkeys(("scan", "picture", "word"), "document"),
    **dict.fromkeys(("html", "csv"), "not_workbook"),
    **dict.fromkeys(("archive", "climbing archive"), "passed"),
    "nothing": "empty",
    "half": "unreadable",
    "encrypted": "encrypted",
    "old workbook": "other_format",
    **dict.fromkeys(("zip bomb", "far cell", "thousand sheets"), "too_big"),
    "xml bomb": "unreadable",
    "altered": "errors",
    **dict.fromkeys(("other edition", "own table"), "not_ours"),
}
"""What a batch calls each sort of file."""


@pytest.fixture(scope="module")
def made() -> District:
    return district()


def sample(made: District) -> dict[str, Delivery]:
    """One delivery of every sort, of the year in which things go wrong."""
    return {d.sort: d for d in made.deliveries if d.year == SECOND}


# ------------------------------------------------------------------ S1


def test_s1_the_same_seed_gives_the_same_district(made: District) -> None:
    assert district() == made
    assert district(seed=1).truths != made.truths


def test_s1_it_is_as_large_as_a_district(made: District) -> None:
    assert 295 <= len(made.bodies) <= 305
    assert len({body.name for body in made.bodies}) == len(made.bodies)
    assert len({body.code for body in made.bodies}) == len(made.bodies)
    assert {body.mode for body in made.bodies} == set(Mode)


def test_s1_every_role_and_every_sort_of_file_is_there(made: District) -> None:
    played = Counter(truth.role for truth in made.truths[SECOND, 2].values())
    assert set(ROLES) <= set(played)
    assert {delivery.sort for delivery in made.deliveries} == set(SORTS)
    assert {truth.stand for truth in made.truths[SECOND, 1].values()} == set(Stand)


# ------------------------------------------------------------------ S2


def test_s2_each_sort_of_file_comes_to_its_state(
    made: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # an old workbook is not converted by LibreOffice
    sorts: dict[str, str] = {}
    for sort, delivery in sample(made).items():
        path = tmp_path / "收件" / delivery.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(delivery.content())
        sorts[delivery.file] = sort
    found = states(run_here(tmp_path / "收件", tmp_path / "结果", year=SECOND))
    assert {sorts[_delivered(file)]: state for file, state in found.items()} == STATES


def _delivered(file: str) -> str:
    """The file that came: of a member of an archive, the archive."""
    return file[: file.index(".zip/") + 4] if ".zip/" in file else file


def test_s2_what_comes_stays_in_the_inbox(tmp_path: Path) -> None:
    small = district(60, seed=3)
    first = small.deliver(tmp_path, SECOND, 1)
    second = small.deliver(tmp_path, SECOND, 2)
    assert first
    assert second
    assert not set(first) & set(second)
    lying = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert lying == set(first) | set(second)


# ------------------------------------------------------------------ S3


def test_s3_what_was_carried_over_is_carried_in(made: District) -> None:
    filings = {
        year: {d.body: d.filing for d in made.deliveries if d.year == year}
        for year in (FIRST, SECOND)
    }
    followed = 0
    for body in made.bodies:
        if body.name not in filings[SECOND]:
            continue
        before = [
            filings[FIRST][name]
            for name in (body.name, *body.predecessors)
            if name in filings[FIRST]
        ]
        for column in ("natural_person", "business"):
            carried_in = filings[SECOND][body.name].number(f"requests.carried_in.{column}")
            if before:
                followed += 1
                assert carried_in == sum(
                    int(filing.number(f"requests.carried_out.{column}") or 0) for filing in before
                )
    assert followed > 400


def test_s3_a_merger_brings_two_bodies_together(made: District) -> None:
    (born,) = (body for body in made.bodies if len(body.predecessors) == 2)
    for run in RUNS:
        first, second = made.truths[FIRST, run], made.truths[SECOND, run]
        assert first[born.name].stand is second[born.predecessors[0]].stand is Stand.NOT_EXPECTED
        assert first[born.predecessors[0]].stand is second[born.name].stand is Stand.PASSED
