"""What is wrong with four real published reports is found where it stands, and nothing else.

The reports lie in ../shared/cases and are skipped visibly where that folder is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from cases import FALSE, OF_2019, SLUGS, case_of, found

from xltools.law.edition import Edition
from xltools.law.rule import Severity


@dataclass(frozen=True)
class Known:
    """A fault that expected.json names by `quote`: which finding tells it, in which words."""

    quote: str
    finding: str
    words: str
    cells: tuple[str, ...] = ()


FOUND = {
    "hongze-2023": (),
    "shuyang-fgj-2023": (
        Known("2023年我局加大", "C-PLANNED-YEAR/improvements", "2023年我局加大"),
        Known("2023年我局加大", "C-WORDING/improvements/new_regulation", "新《条例》"),
        Known("发送给申请人", "C-NO-END/on_request", "发送给申请人"),
    ),
    "shanghai-kewei-2024": (
        Known(
            "所有申请均已按要求办理完成",
            "C-CLAIM/opening/all_closed",
            "所有申请均已按要求办理完成",
            ("requests.carried_out.total",),
        ),
        Known("网站全年累计发布信息 2139 条", "C-PARTS/opening/1", "2160（1744＋393＋21＋2）"),
        Known("资金资金", "C-DOUBLED-WORD/opening", "资金资金"),
    ),
    OF_2019: (
        Known(
            "予以公开及部分公开258件",
            "C-FIGURE/on_request/granted_wholly_or_in_part",
            "258",
            ("requests.granted.total", "requests.granted_in_part.total"),
        ),
        Known("占33.9%", "C-SHARE/on_request/1", "33.9%"),
        Known(
            "无法提供265件",
            "C-FIGURE/on_request/unavailable",
            "265",
            ("requests.not_held.total", "requests.to_be_created.total"),
        ),
        Known("不予公开35件，占4.34%", "C-SHARE-ROUNDING/on_request/2", "4.34%"),
        Known(
            "行政复议7件，诉讼9件，均获维持",
            "C-CLAIM/on_request/reviews_and_lawsuits_upheld",
            "均获维持",
            ("cases.review_pending", "cases.direct_pending"),
        ),
        # the sum of the parts is wrong because two of them are
        Known("258+35+265+158+0", "C-FIGURE/on_request/unavailable", "265"),
    ),
}

NOT_FOUND = {
    "受理渠。": "a word lost: nothing tells it from a word that is short",
    "审查管，": "a word lost",
}

ALSO_TRUE = {
    "hongze-2023": {"C-SUPERVISION/supervision"},
    "shuyang-fgj-2023": set[str](),
    "shanghai-kewei-2024": {"C-WORD/further/fee_name"},
    OF_2019: {
        "C-YEAR/year",
        "C-SUPERVISION/supervision",
        "C-HALF-WIDTH/platforms",
        "C-HALF-WIDTH/improvements",
    },
}
"""Found rightly, though expected.json does not speak of it."""


@pytest.fixture(params=(*SLUGS, OF_2019))
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_is_known_is_found_with_its_sentence_and_cells(
    slug: str, shared: Path, edition: Edition
) -> None:
    findings = found(case_of(shared, slug), edition)
    for known in FOUND[slug]:
        assert known.words in findings[known.finding].sentence
        assert set(known.cells) <= set(findings[known.finding].cells)


def test_each_fault_of_a_text_is_found_or_said_not_to_be(slug: str, shared: Path) -> None:
    for error in case_of(shared, slug)["known_errors"]:
        of_text = error["kind"] in ("narrative", "text", "stale-year") and error["where"] != "标题"
        if of_text and error["severity"] in ("hard", "soft", "soft-rounding"):
            known = [k.quote for k in FOUND[slug]] + list(NOT_FOUND)
            quote = "".join(error["quote"].split())
            assert any("".join(part.split()) in quote for part in known), error["quote"]


def test_nothing_else_is_raised(slug: str, shared: Path, edition: Edition) -> None:
    expected = {known.finding for known in FOUND[slug]} | ALSO_TRUE[slug] | FALSE.get(slug, set())
    assert set(found(case_of(shared, slug), edition)) == expected


def test_the_only_error_is_the_year_of_another_form(
    slug: str, shared: Path, edition: Edition
) -> None:
    findings = found(case_of(shared, slug), edition).values()
    errors = [finding.id for finding in findings if finding.severity is Severity.ERROR]
    assert errors == (["C-YEAR/year"] if slug == OF_2019 else [])
