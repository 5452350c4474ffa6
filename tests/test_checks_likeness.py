"""雷同: paragraphs that resemble other bodies' or last year's; what may rightly be alike is not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from bodies import bodies

from xltools.checks import check
from xltools.checks.alike.copies import alike
from xltools.checks.alike.likeness import (
    ComparedText,
    alike_last_year,
    findings_on_others,
    texts,
)
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.report.draft import drafted

AUDITED = (
    "我局建立信息公开审查台账，由起草科室填写公开属性和保密意见，经办公室复核、分管负责人签字后"
    "统一发布；对失效文件及时加注说明，对重复栏目进行归并，全年清理过期信息126条。"
)
TRAINED = (
    "组织各股室联络员跟班学习，逐件讲解答复文书的常见错误，编印办理手册并在年底开展闭卷测试，"
    "成绩计入个人年度考核，全年培训三期，参训人员覆盖所有承办岗位。"
)


def filing(edition: Edition, name: str, year: int = 2024, **narratives: str) -> Filing:
    cover = {"name": name, "year": str(year), "date": "2025-01-20"}
    return Filing(edition, cover=cover, narratives={k: (v,) for k, v in narratives.items()})


def many(edition: Edition, *narratives: dict[str, str]) -> list[ComparedText]:
    filings = (filing(edition, f"第{i}局", 2024, **each) for i, each in enumerate(narratives))
    return [text for each in filings for text in texts(each)]


def test_a_copied_paragraph_is_found_from_both_sides(edition: Edition) -> None:
    copied = AUDITED.replace("我局", "本机关").replace("126", "98")
    found = list(alike(many(edition, {"management": AUDITED}, {"management": copied})))
    assert [(one.text.body, one.other.body, one.percent, one.others) for one in found] == [
        ("第0局", "第1局", 100, 1),
        ("第1局", "第0局", 100, 1),
    ]
    assert found[0].text.filed == AUDITED
    assert found[0].other.filed == copied


def test_the_nearest_is_told_and_how_many_are_like_it(edition: Edition) -> None:
    edited = AUDITED.replace("对重复栏目进行归并", "重复的栏目合并处理")
    found = list(alike(many(edition, *({"management": t} for t in (AUDITED, edited, AUDITED)))))
    first = found[0]
    assert (first.other.body, first.percent, first.others) == ("第2局", 100, 2)
    assert 80 <= found[1].percent < 100


def test_it_is_found_in_another_narrative_too(edition: Edition) -> None:
    found = list(alike(many(edition, {"management": AUDITED}, {"platforms": AUDITED})))
    assert {one.text.narrative for one in found} == {"management", "platforms"}


def test_different_texts_are_not_alike(edition: Edition) -> None:
    assert list(alike(many(edition, {"management": AUDITED}, {"management": TRAINED}))) == []


def test_a_body_is_not_compared_with_itself(edition: Edition) -> None:
    twice = texts(filing(edition, "甲局", management=AUDITED, platforms=AUDITED))
    assert list(alike(twice)) == []


def test_the_office_sets_the_threshold(edition: Edition) -> None:
    half = AUDITED[: len(AUDITED) // 2] + TRAINED[len(TRAINED) // 2 :]
    given = many(edition, {"management": AUDITED}, {"management": half})
    assert list(alike(given, 80)) == []
    assert [one.percent for one in alike(given, 40)] == [one.percent for one in alike(given, 45)]
    assert all(40 <= one.percent < 80 for one in alike(given, 40))


def test_what_the_program_drafts_is_not_compared() -> None:
    for body in bodies(40):
        filing = body.filing
        wrote = {name: drafted(filing, name) for name in filing.edition.form.narratives}
        assert any(wrote.values())
        assert texts(replace(filing, narratives=wrote)) == ()


def test_figures_titles_and_names_are_no_part_of_what_is_compared(edition: Edition) -> None:
    (text,) = texts(filing(edition, "测试县民政局", management=f"测试县民政局{AUDITED}《条例》"))
    assert "民政局" not in text.core
    assert "126" not in text.core
    assert "条例" not in text.core


def test_last_years_own_text_is_a_doubt(edition: Edition) -> None:
    now = filing(edition, "测试县民政局", management=AUDITED, platforms=TRAINED)
    then = filing(edition, "测试县民政局", 2023, management=AUDITED)
    found = [finding.id for finding in check(now, then) if finding.rule == "C-LIKE-LAST-YEAR"]
    assert found == ["C-LIKE-LAST-YEAR/management"]
    earlier = filing(edition, "测试县民政局", 2022, management=AUDITED)
    assert [f for f in check(now, earlier) if f.rule == "C-LIKE-LAST-YEAR"] == []
    (only,) = alike_last_year(texts(now), texts(then, "上年度"))
    assert only.other.body == "上年度"


def test_one_finding_a_narrative_tells_the_nearest(edition: Edition) -> None:
    given = many(edition, {"management": AUDITED, "platforms": TRAINED}, {"management": AUDITED})
    found = [one for one in alike(given) if one.text.body == "第0局"]
    (finding,) = findings_on_others(edition, found)
    assert finding.id == "C-LIKE/management"
    assert "第1局" in finding.sentence
    assert "100%" in finding.sentence


@pytest.mark.parametrize("threshold", [70, 80, 90])
def test_hashing_finds_what_comparing_all_finds(threshold: int) -> None:
    """Edited copies among invented bodies: the same as comparing each with each."""
    chance = random.Random(7)
    given = [text for body in bodies(40) for text in texts(body.filing)]
    given += [replace(t, body=f"抄{t.body}", core=edited(chance, t.core)) for t in given[::3]]
    by_hash = {(one.text.body, one.text.core) for one in alike(given, threshold)}
    every = {
        (text.body, text.core)
        for text in given
        for other in given
        if text.body != other.body and list(alike_last_year([text], [other], threshold))
    }
    assert by_hash <= every
    assert len(by_hash) >= 0.97 * len(every)


def edited(chance: random.Random, core: str) -> str:
    """The core with every twelfth character or so another one."""
    return "".join(
        chr(0x4E00 + chance.randrange(3000)) if chance.random() < 0.08 else c for c in core
    )
