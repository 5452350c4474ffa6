"""What is found in two paragraphs of a narrative is two findings: one answer settles one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from filings import busy

from xltools.checks import check
from xltools.examination.examine import examine
from xltools.filing.explanations import with_explanations
from xltools.filing.filing import Filing
from xltools.law.edition import load
from xltools.template import pour

EDITION = load("2021")
MOBILE = ("联系人13812345678。", "另一人13987654321，还有13712345678。", "又一人13612345678。")
BODIES = tuple(
    f"现将和平区{body}2024年政府信息公开工作年度报告公布如下。"
    for body in ("水务局", "民政局", "司法局")
)


def telling(narrative: str, texts: tuple[str, ...]) -> Filing:
    good = busy(EDITION)
    cover = {**good.cover, "name": "测试县教育局"}
    return replace(good, cover=cover, narratives={**good.narratives, narrative: texts})


@pytest.mark.parametrize(
    ("narrative", "texts", "ids"),
    [
        ("opening", MOBILE[:1], ["C-MOBILE/opening/1"]),
        ("opening", MOBILE[1:2], ["C-MOBILE/opening/1", "C-MOBILE/opening/2"]),
        (
            "further",
            MOBILE,
            ["1", "1-2", "2", "1-3"],
        ),
        ("lead", BODIES[:1], ["C-OTHER-BODY/lead"]),
        ("lead", BODIES, ["C-OTHER-BODY/lead", "C-OTHER-BODY/lead-2", "C-OTHER-BODY/lead-3"]),
    ],
)
def test_each_paragraph_has_its_own_and_the_first_keeps_its_name(
    narrative: str, texts: tuple[str, ...], ids: list[str]
) -> None:
    filing = telling(narrative, texts)
    rules = ("C-MOBILE", "C-OTHER-BODY")
    found = [one for one in check(filing) if one.rule in rules]
    names = [one if one.startswith("C-") else f"C-MOBILE/{narrative}/{one}" for one in ids]
    assert [one.id for one in found] == names
    for number, name in enumerate(names):
        told = with_explanations(
            found, replace(filing, explanations={name: "该号码为公开的值班电话"})
        )
        assert [one.explained for one in told] == [at == number for at in range(len(names))]


@pytest.mark.parametrize(("explained", "left"), [("1", "1-2"), ("1-2", "1")])
def test_in_the_workbook_one_explanation_settles_one(
    explained: str, left: str, tmp_path: Path
) -> None:
    told = telling("further", MOBILE[2:] + MOBILE[:1])
    said = {f"C-MOBILE/further/{explained}": "该号码为公开的值班电话"}
    book = tmp_path / "a.xlsx"
    book.write_bytes(pour(replace(told, explanations=said)))
    found = {
        one.id.rpartition("/")[2]: one for one in examine(book).findings if one.rule == "C-MOBILE"
    }
    assert (found[explained].explained, found[left].explained) == (True, False)
    assert len(found) == 2
