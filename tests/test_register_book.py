"""花名册: what is written is read back, and what is wrong in it is said at its cell."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from xltools.collection.register.body import Body, Mode
from xltools.collection.register.book import (
    RegisterReading,
    read_register,
    register_table,
    write_register,
)
from xltools.law.edition import latest

COUNTY = Body("云溪县人民政府", kind="县级政府本级", code="YX001", deadline=date(2026, 3, 20))
BUREAU = Body("云溪县教育局", kind="政府部门", superior=COUNTY.name, deadline=date(2026, 1, 20))
GONE = Body("云溪县体育局", kind="政府部门", mode=Mode.ELSEWHERE, dissolved=date(2025, 3, 1))


def _read(folder: Path, *bodies: Body) -> RegisterReading:
    path = folder / "花名册.xlsx"
    path.write_bytes(write_register(bodies))
    return read_register(path)


def _ids(reading: RegisterReading) -> list[str]:
    return [located.finding.id for located in reading.problems]


def test_an_empty_register_has_no_bodies_and_no_example_among_them(tmp_path: Path) -> None:
    reading = _read(tmp_path)
    assert reading.read
    assert (reading.bodies, reading.problems) == ((), ())


def test_every_choice_of_kind_and_mode_is_offered() -> None:
    book = load_workbook(io.BytesIO(write_register()))
    sheet = book[register_table().sheet]
    offered = {str(rule.formula1) for rule in sheet.data_validations.dataValidation}
    kinds = ",".join(kind.label for kind in latest().form.body_kinds)
    assert f'"{kinds}"' in offered
    assert len([rule for rule in offered if rule != "None"]) == 3


NAMES = st.sampled_from(["甲局", "乙局", "丙镇", "丁街道", "戊中心"])


@st.composite
def bodies(draw: st.DrawFn) -> list[Body]:
    """Bodies whose names are their own; everything else may contradict."""
    days = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))
    kinds = ["", *(kind.label for kind in latest().form.body_kinds)]
    return [
        Body(
            name=name,
            code=draw(st.sampled_from(["", f"code-{name}"])),
            kind=draw(st.sampled_from(kinds)),
            superior=draw(st.sampled_from(["", "甲局", "乙局"])),
            deadline=draw(days),
            extension=draw(days),
            mode=draw(st.sampled_from(Mode)),
            merged_into=draw(st.sampled_from(["", "丙镇"])),
            predecessors=tuple(draw(st.lists(NAMES, max_size=2, unique=True))),
            founded=draw(days),
            dissolved=draw(days),
        )
        for name in draw(st.lists(NAMES, unique=True, max_size=5))
    ]


@settings(max_examples=40, deadline=None)
@given(bodies())
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, written: list[Body]
) -> None:
    assert list(_read(tmp_path_factory.mktemp("register"), *written).bodies) == written


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (Body("乙局", kind="政府部门", superior="丙局"), "O-UNKNOWN-SUPERIOR"),
        (Body("乙局", kind="政府部门", mode=Mode.MERGED), "O-NO-TARGET"),
        (Body("乙局", mode=Mode.MERGED, merged_into="丙局"), "O-UNKNOWN-TARGET"),
        (Body("乙局", mode=Mode.MERGED, merged_into=GONE.name), "O-TARGET-FILES-NOT"),
        (Body("乙局", kind="其他", merged_into=COUNTY.name), "O-TARGET-UNUSED"),
        (Body("乙局", kind="其他", predecessors=("丙局",)), "O-UNKNOWN-PREDECESSOR"),
        (Body("乙局", kind="其他", predecessors=("乙局",)), "O-OWN-PREDECESSOR"),
        (Body("乙局", kind="其他", predecessors=(BUREAU.name,)), "O-PREDECESSOR-ALIVE"),
        (Body("乙局"), "O-NO-KIND"),
        (Body("乙局", kind="其他", code="ＹＸ001"), "O-CODE-TWICE"),
        (Body(" 云溪县 教育局", kind="其他"), "O-NAME-TWICE"),
        (Body("乙局", kind="其他", superior="乙局"), "O-CIRCLE"),
        (
            Body("乙局", kind="其他", founded=date(2025, 2, 1), dissolved=date(2025, 1, 1)),
            "O-DISSOLVED-BEFORE",
        ),
        (
            Body("乙局", kind="其他", deadline=date(2026, 1, 20), extension=date(2026, 1, 10)),
            "O-EXTENSION-BEFORE",
        ),
        (Body("乙局", kind="其他", extension=date(2026, 1, 10)), "O-EXTENSION-ALONE"),
    ],
)
def test_what_contradicts_is_said_at_its_cell(tmp_path: Path, body: Body, problem: str) -> None:
    reading = _read(tmp_path, COUNTY, BUREAU, GONE, body)
    assert _ids(reading) == [problem]
    (located,) = reading.problems
    assert located.addresses[0].endswith("5")
    assert located.place


def test_a_name_that_stands_twice_is_one_body(tmp_path: Path) -> None:
    reading = _read(tmp_path, BUREAU, COUNTY, Body("云溪县教育局 ", kind="其他"))
    assert reading.bodies == (BUREAU, COUNTY)
    assert not reading.usable


def test_a_circle_of_superiors_is_told_once(tmp_path: Path) -> None:
    circle = [
        Body("甲局", kind="其他", superior="乙局"),
        Body("乙局", kind="其他", superior="丙局"),
        Body("丙局", kind="其他", superior="甲局"),
        Body("丁局", kind="其他", superior="甲局"),
    ]
    assert _ids(_read(tmp_path, *circle)) == ["O-CIRCLE"]


def test_others_are_named_as_their_own_rows_name_them(tmp_path: Path) -> None:
    loose = Body("乙局", kind="其他", superior="云溪县 人民政府", predecessors=("云溪县 体育局",))
    reading = _read(tmp_path, COUNTY, GONE, loose)
    assert reading.problems == ()
    assert reading.bodies[-1].superior == COUNTY.name
    assert reading.bodies[-1].predecessors == (GONE.name,)


def test_a_body_of_unreadable_mode_is_left_out_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    book = load_workbook(io.BytesIO(write_register([COUNTY, BUREAU])))
    sheet = book[register_table().sheet]
    sheet[f"{register_table().letter('mode')}3"] = "不报了"
    book.save(path)
    reading = read_register(path)
    assert reading.bodies == (COUNTY,)
    assert _ids(reading) == ["O-NOT-CHOICE"]


def test_deadlines_of_another_year_are_said(tmp_path: Path) -> None:
    undated = Body("乙局", kind="其他")
    reading = _read(tmp_path, COUNTY, BUREAU, undated)
    assert [located.finding.id for located in reading.problems_for(2025)] == ["O-NO-DEADLINE"]
    late = reading.problems_for(2026)
    assert [located.finding.id for located in late] == ["O-NO-DEADLINE", "O-DEADLINE-YEAR"]


def test_a_file_that_is_no_register(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"%PDF-1.7")
    reading = read_register(path)
    assert (reading.read, reading.bodies, _ids(reading)) == (False, (), ["O-NOT-READ"])


@pytest.mark.parametrize(
    ("body", "files"),
    [
        (Body("甲局"), True),
        (Body("甲局", mode=Mode.UNPUBLISHED), True),
        (Body("甲局", mode=Mode.MERGED), False),
        (Body("甲局", mode=Mode.ELSEWHERE), False),
        (Body("甲局", founded=date(2025, 12, 31)), True),
        (Body("甲局", founded=date(2026, 1, 1)), False),
        (Body("甲局", dissolved=date(2025, 12, 31)), True),
        (Body("甲局", dissolved=date(2025, 12, 30)), False),
    ],
)
def test_who_files_for_a_year(body: Body, files: bool) -> None:
    assert body.files_for(2025) is files
