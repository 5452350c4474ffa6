"""Sentences drafted for a narrative left empty: what they say, and that they say what is filed.

Whole sentences stand here on purpose: they are published, and a person must read them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import filings
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from xltools.filing.filing import Filing, Value
from xltools.law.edition import Edition
from xltools.report.context import context_of
from xltools.report.draft import drafted

WHO = {"year": "2025", "self_reference": "我局"}


def requests(edition: Edition, rows: Mapping[str, int], cover: Mapping[str, str] = WHO) -> Filing:
    """A filing with so many applications of natural persons by row, 0 elsewhere."""
    figures: dict[str, Value] = {
        f"requests.{row}.natural_person": count for row, count in rows.items()
    }
    return Filing(edition, cover=cover, nil={"requests": True}, figures=figures)


def fees(edition: Edition, items: Value, amount: Value) -> Filing:
    return Filing(edition, cover=WHO, figures={"fees.items": items, "fees.amount": amount})


def said(filing: Filing, narrative: str) -> str:
    return "".join(drafted(filing, narrative))


ON_REQUEST: list[tuple[dict[str, int], str]] = [
    ({}, "2025年，我局未收到政府信息公开申请，也没有上年结转的申请。"),
    (
        {"new": 1, "granted": 1},
        "2025年，我局新收政府信息公开申请1件，没有上年结转的申请。该申请已办结，办理结果为予以公开。",
    ),
    (
        {"new": 3, "not_held": 2, "to_be_created": 1},
        "2025年，我局新收政府信息公开申请3件，没有上年结转的申请。"
        "上述申请均已办结，办理结果均为无法提供，没有结转下年度继续办理的申请。",
    ),
    (
        {"new": 12, "carried_in": 2, "granted": 9, "granted_in_part": 3, "other_outcome": 2},
        "2025年，我局新收政府信息公开申请12件，上年结转2件，共14件。"
        "上述申请均已办结，其中予以公开9件、部分公开3件、其他处理2件，"
        "没有结转下年度继续办理的申请。",
    ),
    (
        {"new": 8, "granted": 4, "state_secret": 1, "petitions": 2, "carried_out": 1},
        "2025年，我局新收政府信息公开申请8件，没有上年结转的申请。"
        "本年度办结7件，其中予以公开4件、不予公开1件、不予处理2件；结转下年度继续办理1件。",
    ),
    (
        {"carried_in": 2, "granted": 2},
        "2025年，我局没有新收政府信息公开申请，办理上年结转的申请2件。"
        "上述申请均已办结，办理结果均为予以公开，没有结转下年度继续办理的申请。",
    ),
    (
        {"carried_in": 1, "repeated": 1},
        "2025年，我局没有新收政府信息公开申请，办理上年结转的申请1件。"
        "该申请已办结，办理结果为不予处理。",
    ),
    (
        {"new": 2, "carried_out": 2},
        "2025年，我局新收政府信息公开申请2件，没有上年结转的申请。"
        "本年度尚未办结，结转下年度继续办理2件。",
    ),
    (
        {"new": 3, "carried_in": 1, "granted": 1, "carried_out": 3},
        "2025年，我局新收政府信息公开申请3件，上年结转1件，共4件。"
        "本年度办结1件，办理结果为予以公开；结转下年度继续办理3件。",
    ),
]


@pytest.mark.parametrize(("rows", "sentence"), ON_REQUEST)
def test_on_request_tells_the_figures_of_the_table(
    rows: dict[str, int], sentence: str, edition: Edition
) -> None:
    assert said(requests(edition, rows), "on_request") == sentence


MATRIX: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("drafts.toml").read_text(encoding="utf-8")
)["on_request"]


def counted(case: Mapping[str, Any]) -> dict[str, int]:
    rows = {row: case[row] for row in ("new", "carried_in", "carried_out")}
    return {**rows, **case["results"]}


@pytest.mark.parametrize("own", ["我局", "我县", "我镇", "我街道", "本机关"])
@pytest.mark.parametrize("case", MATRIX, ids=lambda case: str(tuple(counted(case).values())))
def test_none_one_or_many_received_carried_in_and_out(
    case: dict[str, Any], own: str, edition: Edition
) -> None:
    filing = requests(edition, counted(case), {"year": "2025", "self_reference": own})
    assert said(filing, "on_request") == case["sentence"].replace("我局", own)


def test_the_matrix_is_whole() -> None:
    """None, one, many of each, as far as no more is carried out than there was."""
    rows = ("new", "carried_in", "carried_out")
    sorts = {tuple(min(case[row], 2) for row in rows) for case in MATRIX}
    assert sorts == {
        (new, carried_in, carried_out)
        for new, carried_in, carried_out in product(range(3), repeat=3)
        if carried_out <= new + carried_in + (carried_in == 2)
    }


@pytest.mark.parametrize(
    ("own", "begins"),
    [("我镇", "2025年，我镇未收到"), ("我县", "2025年，我县未收到"), ("", "2025年，本机关未收到")],
)
def test_a_body_is_called_as_it_calls_itself(own: str, begins: str, edition: Edition) -> None:
    cover = {"year": "2025", "self_reference": own}
    assert said(requests(edition, {}, cover), "on_request").startswith(begins)


def test_not_all_is_called_done_where_the_figures_do_not_balance(edition: Edition) -> None:
    sentence = said(requests(edition, {"new": 5, "granted": 3}), "on_request")
    assert sentence.endswith("本年度办结3件，办理结果均为予以公开。")


@pytest.mark.parametrize(
    ("items", "amount", "sentence"),
    [
        (0, 0, "2025年，我局未收取信息处理费。"),
        (1, 100, "2025年，我局就1件政府信息公开申请收取信息处理费，共计100元。"),
        (6, 1600, "2025年，我局就6件政府信息公开申请收取信息处理费，共计1600元。"),
        (2, Decimal("1.2E+2"), "2025年，我局就2件政府信息公开申请收取信息处理费，共计120元。"),
        (0, 40, "2025年，我局收取信息处理费40元。"),
    ],
)
def test_the_fee_is_told_in_yuan(
    items: int, amount: Value, sentence: str, edition: Edition
) -> None:
    assert said(fees(edition, items, amount), "processing_fee") == sentence


def test_the_lead_tells_basis_parts_period_place_and_contact(edition: Edition) -> None:
    filing = Filing(edition, cover={**filings.COVER, "year": "2025", "site": "某网站。"})
    assert said(filing, "lead") == (
        "本报告根据《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条和"
        "《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）编制，"
        "由“总体情况”“主动公开政府信息情况”“收到和处理政府信息公开申请情况”"
        "“政府信息公开行政复议、行政诉讼情况”“存在的主要问题及改进情况”“其他需要报告的事项”"
        "六个部分组成。报告中所列数据的统计期限为2025年1月1日至2025年12月31日。"
        "本报告电子版可在某网站查阅、下载。"
        "如对本报告有疑问，可来信来访或致电咨询（地址：测试县测试路1号；电话：0000－1234567）。"
    )


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ("phone", "如对本报告有疑问，可来信来访咨询（地址：测试县测试路1号）。"),
        ("address", "如对本报告有疑问，可致电咨询（电话：0000－1234567）。"),
        (
            "site",
            "如对本报告有疑问，可来信来访或致电咨询（地址：测试县测试路1号；电话：0000－1234567）。",
        ),
    ],
)
def test_the_lead_gives_of_the_contact_what_is_known(
    left_out: str, sentence: str, edition: Edition
) -> None:
    filing = Filing(edition, cover={**filings.COVER, left_out: ""})
    assert said(filing, "lead").endswith(sentence)
    nobody = {"phone": "", "address": ""}
    assert "疑问" not in said(Filing(edition, cover={**filings.COVER, **nobody}), "lead")


def test_every_narrative_that_may_be_drafted_is_and_no_other(edition: Edition) -> None:
    nothing = filings.nothing_done(edition)
    for narrative in edition.form.narratives.values():
        assert bool(drafted(nothing, narrative.id)) == narrative.drafted


def test_a_text_that_the_body_wrote_stands_instead(edition: Edition) -> None:
    written = dict.fromkeys(edition.form.narratives, ("按有关规定办理。",))
    filing = replace(filings.nothing_done(edition), narratives=written)
    assert set(context_of(filing).texts.values()) == {("按有关规定办理。",)}


def test_what_is_not_filled_in_is_not_told(edition: Edition) -> None:
    for narrative in ("on_request", "processing_fee"):
        assert not re.search(r"\d", said(Filing(edition), narrative))


_ROWS: tuple[str, ...] = ("new", "carried_in", "granted", "state_secret", "not_held", "carried_out")


@given(st.tuples(*[st.integers(0, 3000)] * len(_ROWS)))
def test_every_number_told_is_a_figure_or_a_sum_of_figures(counts: tuple[int, ...]) -> None:
    rows = dict(zip(_ROWS, counts, strict=True))
    filing = requests(strategies.EDITION, rows)
    new, carried_in, *results, carried_out = counts
    provable = {2025, new, carried_in, new + carried_in, *results, sum(results), carried_out}
    told = {int(number) for number in re.findall(r"\d+", said(filing, "on_request"))}
    assert told <= provable
    assert {new, carried_in, carried_out, *results} - {0} <= told | {sum(results)}


_TOLD = {
    r"新收政府信息公开申请(\d+)件": ("new",),
    r"上年结转(?:的申请)?(\d+)件": ("carried_in",),
    r"共(\d+)件": ("new", "carried_in"),
    r"本年度办结(\d+)件": ("closed",),
    r"继续办理(\d+)件": ("carried_out",),
    r"予以公开(\d+)件": ("granted",),
    r"不予公开(\d+)件": ("state_secret",),
    r"无法提供(\d+)件": ("not_held",),
}
"""Each number of the sentences, and the rows whose totals it is the sum of."""


@given(st.tuples(*[st.integers(0, 3000)] * len(_ROWS)), st.tuples(*[st.integers(0, 50)] * 6))
def test_every_number_told_equals_its_cell(
    persons: tuple[int, ...], companies: tuple[int, ...]
) -> None:
    counts = {
        f"requests.{row}.{column}": count
        for column, column_counts in (("natural_person", persons), ("business", companies))
        for row, count in zip(_ROWS, column_counts, strict=True)
    }
    filing = Filing(strategies.EDITION, cover=WHO, nil={"requests": True}, figures=dict(counts))
    sentence = said(filing, "on_request").removeprefix("2025年")
    matches = [
        (rows, int(number)) for told, rows in _TOLD.items() for number in re.findall(told, sentence)
    ]
    for rows, number in matches:
        assert number == sum(filing.number(f"requests.{row}.total") or 0 for row in rows)
    assert len(matches) == len(re.findall(r"\d+", sentence))


@given(st.integers(1, 500), st.decimals(10, 99999, places=2))
def test_the_fee_told_equals_its_cells(items: int, amount: Decimal) -> None:
    numbers = re.findall(r"[\d.]+", said(fees(strategies.EDITION, items, amount), "processing_fee"))
    assert [Decimal(number) for number in numbers] == [2025, items, amount]
