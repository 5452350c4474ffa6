"""A published report becomes a filing: each value right, or told.

M1 the seed and the four cases   M2 our own documents round   M3 changed tables
M4 texts and headings   M5 the command   M6 what is no report   M7 in a batch
"""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import cast

import pytest
import wild
from cases import OF_2019, case_of, printed
from conftest import Office
from docx import Document
from rendered import render_html, render_word
from returns import passing, save

from xltools import cli, report
from xltools.demo.returned import filing_of, office
from xltools.examination.trial import _full  # pyright: ignore[reportPrivateUsage]
from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition, load
from xltools.messages import say
from xltools.published.as_return.importing import Imported, NoReport, OnlyPictures, import_document
from xltools.published.as_return.telling import behind_in
from xltools.published.comparison.differences import held_against
from xltools.published.documents.contents import DocumentKind, NotADocument
from xltools.published.documents.document import read_any
from xltools.published.ours.parity import printed_cells
from xltools.published.texts.cut import cut
from xltools.published.texts.parting import Cut
from xltools.reader import read_return
from xltools.report.context import context_of
from xltools.report.endings import FRAGMENT


def imported(data: bytes | str, ending: str = ".html") -> Imported:
    return import_document(read_any(data.encode() if isinstance(data, str) else data, ending))


def told_cells(made: Imported) -> set[str]:
    """The cells that a finding speaks of."""
    return {item for finding in made.findings for item in finding.cells}


def rules(made: Imported) -> set[str]:
    return {finding.rule for finding in made.findings}


# ------------------------------------------------------------------ M1


@pytest.fixture(scope="module")
def seed() -> str:
    folder = Path(__file__).parents[2] / "shared" / "seeds"
    files = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    if not files:
        pytest.skip("no seeds here")
    return files[0].read_text(encoding="utf-8")


def test_m1_the_seed_gives_all_its_figures_and_its_slips(seed: str, edition: Edition) -> None:
    made = imported(seed, ".txt")
    figures = made.filing.figures
    assert [cell for cell in printed_cells(edition) if figures.get(cell) != 0] == []
    assert (made.filing.name, made.filing.year) == ("利通区司法局", 2022)
    said = "".join(finding.sentence for finding in made.findings)
    for slip in ("本年度止件数", "其他法律法规禁止公开", "三、收到和处理政府信息公开"):
        assert slip in said


def test_m1_the_seeds_texts_land_whole(seed: str) -> None:
    made = imported(seed, ".txt")
    (further,), (fee,) = map(made.filing.paragraphs, ("further", "processing_fee"))
    assert further.startswith("1.今年以来")
    assert fee.startswith("2.根据《政府信息公开信息处理费管理办法》")
    texts = ["".join(t for t in texts) for texts in made.filing.narratives.values()]
    lines = [" ".join(line.split()) for line in seed.splitlines() if "\t" not in line]
    sentences = [line for line in lines if "。" in line]
    assert len(sentences) > 10
    plain = "".join(texts)
    for line in sentences:
        _, _, rest = line.rpartition("）") if line.startswith("（") else ("", "", line)
        told = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", rest or line)
        heading = re.match(r"[（(][一二三四五][）)]\s*\S{2,12}?。", line)
        told = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line[heading.end() :] if heading else line)
        assert plain.count(told) == 1, told


SOURCES = {
    "hongze-2023": "source.pdf",
    "shuyang-fgj-2023": "source.html",
    "shanghai-kewei-2024": "source.md",
    OF_2019: "source.html",
}
FEWEST = {"hongze-2023": 172, "shuyang-fgj-2023": 200, "shanghai-kewei-2024": 120, OF_2019: 176}


@pytest.mark.parametrize("slug", sorted(SOURCES))
def test_m1_each_figure_of_a_real_report_is_right_or_told(slug: str, shared: Path) -> None:
    if slug == "hongze-2023":
        pytest.importorskip("pdfplumber")
    case, source = case_of(shared, slug), shared / "cases" / slug / SOURCES[slug]
    made = imported(source.read_bytes(), source.suffix)
    assert made.filing.edition.id == case["edition"]
    wanted = printed(case, load("2021"))
    figures = {cell: made.filing.figures.get(cell) for cell in wanted}
    wrong = {cell for cell in wanted if figures[cell] not in (wanted[cell], None)}
    assert wrong == set()
    right = [cell for cell in wanted if figures[cell] == wanted[cell]]
    assert len(right) >= FEWEST[slug]
    missing = [cell for cell in wanted if figures[cell] is None and wanted[cell] is not None]
    told = "".join(f.sentence for f in made.findings)
    assert not missing or "存疑" in told


def test_m1_a_table_of_the_trial_edition_in_a_later_report_is_told(shared: Path) -> None:
    page = (shared / "cases" / OF_2019 / "source.html").read_text(encoding="utf-8")
    made = imported(page.replace("2019年", "2023年"))
    assert made.filing.edition.id == "2021"
    assert made.filing.figures.get("disclosure.regulations.in_force") is None
    assert made.filing.figures.get("disclosure.administrative_charges.charged") is None
    assert rules(made) & {"T-STRANGE", "T-OTHER-TABLE"}


# ------------------------------------------------------------------ M2

SAID = (
    "全年主动公开政府信息{}条，其中政策文件{}件。",
    "制定政府信息公开审查办法，落实“先审查、后公开”，未发生泄密事件。",
    "依托门户网站和政务新媒体发布信息，专栏更新{}次；对栏目定期检查。",
    "组织培训{}次，参训{}人次；没有发生责任追究。",
    "一是公开的主动性还不够；二是解读形式单一。",
    "下一步，加强队伍建设，丰富解读形式。",
    "（1）共{}项任务，已全部完成，（二）不予公开的情形没有变化。",
)
NAMES = ("云澄县财政局", "示例区人民政府", "某某镇人民政府", "青山市生态环境局云澄分局")


def some_filing(edition: Edition, number: int) -> Filing:
    """A return as people file them: figures, some blanks counted as 0, sentences, a note."""
    chance = random.Random(number)

    def said() -> str:
        text = chance.choice(SAID)
        return text.format(*(chance.randint(1, 900) for _ in range(text.count("{}"))))

    nil = {table: chance.random() < 0.3 for table in edition.form.tables}
    figures: dict[str, int | Decimal] = {}
    for cell in edition.typed:
        known = edition.form.cells[cell]
        if nil[known.table] and chance.random() < 0.8:
            continue
        count = chance.choice([0, 0, 0, 1, chance.randint(2, 60), chance.randint(100, 99999)])
        money = known.column.kind.value == "amount"
        figures[cell] = Decimal(f"{count}.{chance.randint(1, 9)}") if money else count
    narratives = {
        text.id: tuple(said() for _ in range(chance.randint(1, 3)))
        for text in edition.form.narratives.values()
        if text.required or (not text.drafted and chance.random() < 0.4)
    }
    narratives["shortcomings"] = (SAID[4],)
    narratives["improvements"] = (SAID[5],)
    cover = {
        **{"name": chance.choice(NAMES), "year": str(chance.randint(2021, 2025))},
        **{"site": "云澄县人民政府网站（www.example.gov.cn）", "address": "示例路1号"},
        **{"phone": "0000-1234567", "date": f"2026-01-{chance.randint(10, 30)}"},
    }
    notes = {"cases": "含上年度结转。"} if chance.random() < 0.3 else {}
    return Filing(edition, cover, nil, figures, narratives, notes)


def differing(filing: Filing, made: Imported, *, fragment: bool = False) -> list[object]:
    """What the report of the imported filing prints otherwise."""
    one, other = context_of(filing), context_of(made.filing)
    cells = printed_cells(filing.edition)
    wrong: list[object] = [
        (cell, one.figures[cell], other.figures[cell])
        for cell in cells
        if one.figures[cell] != other.figures[cell]
    ]
    wrong += [
        (id, one.texts[id], other.texts[id]) for id in one.texts if one.texts[id] != other.texts[id]
    ]
    wrong += [one.notes[t] for t in one.notes if t != "fees" and one.notes[t] != other.notes[t]]
    if one.date != other.date or (not fragment and one.title != other.title):
        wrong.append((one.title, other.title, one.date, other.date))
    return wrong


def test_m2_our_own_documents_round(edition: Edition) -> None:
    for number in range(60):
        filing = some_filing(edition, number)
        for ending, data in report.render_package(filing).items():
            if not ending.endswith(".txt"):
                made = imported(data, Path(ending).suffix)
                wrong = differing(filing, made, fragment=ending == FRAGMENT)  # it has no title
                assert wrong == [], (number, ending)


SENT = [filing_of(file) for file in office()["file"] if file["source"].endswith(".json")]
DEMO = [one for one in SENT if not any(isinstance(v, Unreadable) for v in one.figures.values())]
"""What the demo's bodies sent, but for the one that wrote 12件 for a figure: of that there is only
a draft."""


@pytest.mark.parametrize("filing", DEMO, ids=lambda filing: filing.name)
def test_m2_the_demos_reports_round(filing: Filing) -> None:
    for ending, data in report.render_package(filing).items():
        if not ending.endswith(".txt"):
            made = imported(data, Path(ending).suffix)
            wrong = differing(filing, made, fragment=ending == FRAGMENT)
            assert wrong == [], ending


@pytest.mark.office
def test_m2_the_demos_reports_round_as_pdf(soffice: Office, tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    for filing, saved in zip(DEMO, saved_as("pdf", DEMO, soffice, tmp_path), strict=True):
        as_printed(filing, imported(saved.read_bytes(), ".pdf"))


SAVED_AGAIN = {"docx": 4, "html": 4, "doc": 2, "odt": 2}
"""How many filings go through LibreOffice to each format: two are read by way of it again."""


@pytest.mark.office
@pytest.mark.parametrize("to", SAVED_AGAIN)
def test_m2_our_documents_round_through_libreoffice(
    to: str, edition: Edition, soffice: Office, tmp_path: Path
) -> None:
    filings = [some_filing(edition, 7 + number) for number in range(SAVED_AGAIN[to])]
    for filing, saved in zip(filings, saved_as(to, filings, soffice, tmp_path), strict=True):
        assert differing(filing, imported(saved.read_bytes(), saved.suffix)) == []


@pytest.mark.office
def test_m2_filings_round_as_pdf(edition: Edition, soffice: Office, tmp_path: Path) -> None:
    """Nobody reads a sign that hung over the margin: LibreOffice leaves it out of a PDF."""
    pytest.importorskip("pdfplumber")
    filings = [some_filing(edition, number) for number in range(8)]
    for filing, saved in zip(filings, saved_as("pdf", filings, soffice, tmp_path), strict=True):
        as_printed(filing, imported(saved.read_bytes(), ".pdf"))


def as_printed(filing: Filing, made: Imported) -> None:
    """What came back is the filing, but for signs; it is held to be its own, another is not."""
    assert [one for one in differing(filing, made) if not _is_sign_alone(one)] == []
    assert held_against(filing, made.filing, behind_in(made.findings), printed=True).found == ()
    said = filing.paragraphs("improvements")
    others = (*said[:-1], said[-1].replace("，", "不", 1) if said else "另有一句。")
    other = replace(filing, narratives={**filing.narratives, "improvements": others})
    assert held_against(other, made.filing, printed=True).found


@pytest.mark.office
def test_m2_numbers_below_one_another_in_a_pdf_are_not_one(
    edition: Edition, soffice: Office, tmp_path: Path
) -> None:
    pytest.importorskip("pdfplumber")
    document = Document(io.BytesIO(render_word(passing(edition))))
    cell = document.tables[1].rows[3].cells[4]
    cell.paragraphs[0].runs[0].text = "12"
    cell.add_paragraph("3")
    document.save(str(tmp_path / "a.docx"))
    made = imported(soffice(tmp_path / "a.docx", "pdf", tmp_path / "saved").read_bytes(), ".pdf")
    assert made.filing.figures["requests.new.business"] != 123
    assert "requests.new.business" in told_cells(made)


def saved_as(to: str, filings: Sequence[Filing], soffice: Office, folder: Path) -> Sequence[Path]:
    """Their Word reports, saved by LibreOffice in another format."""
    for number, filing in enumerate(filings):
        (folder / f"{number}.docx").write_bytes(render_word(filing))
    files = [folder / f"{number}.docx" for number in range(len(filings))]
    return soffice.all(files, "docx:MS Word 2007 XML" if to == "docx" else to, folder / "saved")


def _is_sign_alone(one: object) -> bool:
    """Whether two texts differ by punctuation only."""
    _, first, second = cast(tuple[str, tuple[str, ...], tuple[str, ...]], one)
    bare = [re.sub(r"[^\w]", "", "".join(texts)) for texts in (first, second)]
    return bare[0] == bare[1]


# ------------------------------------------------------------------ M3


@pytest.fixture(scope="module")
def full() -> Filing:
    return _full(load("2021"))


@pytest.mark.parametrize("change", wild.CHANGES, ids=lambda change: change.__name__)
def test_m3_after_a_change_each_figure_is_right_or_told(change: wild.Change, full: Filing) -> None:
    page = render_html(full)
    for number in range(32):
        made = imported(wild.mutated(page, change, number))
        doubted = told_cells(made)
        for cell in printed_cells(full.edition):
            value = made.filing.figures.get(cell)
            meant = value in (None, full.figures[cell]) or cell in doubted
            if not meant and value == 0 and change is wild.blank:
                continue  # 0件 is 0
            if change is wild.swapped_labels and "T-MOVED" in rules(made):
                continue  # the figure stands beside its label
            assert meant, (number, cell, full.figures[cell], value)
        lacking = [c for c in printed_cells(full.edition) if c not in made.filing.figures]
        assert not lacking or made.findings


def test_m3_most_changes_cost_few_figures(full: Filing) -> None:
    page, cells = render_html(full), printed_cells(full.edition)
    for change in (wild.split, wild.split_every_row, wild.noted, wild.unit, wild.misspelt):
        for number in range(6):
            figures = imported(wild.mutated(page, change, number)).filing.figures
            assert sum(figures.get(cell) == full.figures[cell] for cell in cells) >= 198


def lines_of(full: Filing, *, one_a_line: bool) -> Iterator[str]:
    """The report's page as text, one cell a line or a row a line with bars."""
    page = render_html(full)
    for row in re.findall(r"<h\d.*?</h\d>|<p>.*?</p>|<tr>.*?</tr>", page, re.DOTALL):
        cells = [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        if not cells:
            yield re.sub(r"<[^>]*>", "", row)
        elif one_a_line:
            yield from cells
        else:
            yield "| " + " | ".join(cells) + " |"


@pytest.mark.parametrize("one_a_line", [True, False])
def test_m3_tables_that_became_text(one_a_line: bool, full: Filing) -> None:
    made = imported("\n".join(lines_of(full, one_a_line=one_a_line)), ".md")
    cells = printed_cells(full.edition)
    right = [cell for cell in cells if made.filing.figures.get(cell) == full.figures[cell]]
    wrong = {c for c in cells if made.filing.figures.get(c) not in (None, full.figures[c])}
    assert wrong <= told_cells(made)
    assert len(right) >= 180


@pytest.mark.parametrize("mark", ["/", "—", "无", "-"])
def test_m3_a_mark_for_nothing_is_no_number(mark: str, edition: Edition) -> None:
    filing = some_filing(edition, 1)
    page = render_html(filing)
    made = imported(page.replace(">0<", f">{mark}<"))
    zeros = [c for c in printed_cells(edition) if context_of(filing).figures[c] == "0"]
    assert zeros
    assert not [cell for cell in zeros if cell in made.filing.figures]
    assert set(zeros) <= told_cells(made)


def test_m3_a_blank_is_zero_only_where_somebody_says_so(edition: Edition) -> None:
    page = render_html(some_filing(edition, 1)).replace(">0<", "><")
    document = read_any(page.encode(), ".html")
    assert not any(import_document(document).filing.nil.values())
    made = import_document(document, blank_is_zero=True)
    assert all(made.filing.nil[table] for table in ("disclosure", "requests", "cases"))


# ------------------------------------------------------------------ M4

HEADED = [
    ("（一）", "一是"),
    ("（二）依申请公开", "2.做好依申请公开工作"),
    ("（三）政府信息管理", "（三）加强政府信息管理情况"),
    ("一、总体情况", "总体情况"),
    ("五、存在的主要问题及改进情况", "五、存在问题及整改情况"),
    ("六、其他需要报告的事项", "第六部分 其他需要报告的事项"),
]


@pytest.mark.parametrize(("form", "found"), HEADED)
def test_m4_headings_of_other_words(form: str, found: str, edition: Edition) -> None:
    filing = some_filing(edition, 3)
    page = render_html(filing)
    assert form in page
    made = imported(page.replace(f">{form}", f">{found}"))
    assert differing(filing, made) == []


@pytest.mark.parametrize("number", range(40))
def test_m4_not_a_word_of_an_opening_is_lost_or_doubled(number: int, shared: Path) -> None:
    files = sorted((shared / "cases" / "openings").glob("*.json"))
    case = json.loads(files[number % len(files)].read_text(encoding="utf-8"))
    filing = case["filing"]
    lines = [f"{filing['cover']['name']}{filing['cover']['year']}年政府信息公开工作年度报告"]
    form = load("2021").form
    for section in form.sections:
        texts = section.narratives
        for text in (one for one in texts if one.before_heading):
            lines += filing["narratives"].get(text.id, [])
        lines.append(section.heading)
        for text in (one for one in texts if not one.before_heading):
            lines += [text.heading] if text.number else []
            lines += filing["narratives"].get(text.id, [])
    found = cut(load("2021"), lines, DocumentKind.WORD)
    kept = [*found.read, *found.site]
    for texts in (*found.narratives.values(), *found.notes.values()):
        kept += texts
    assert letters(kept) == letters(lines)


SENTENCES = [
    ("shortcomings", ["一是改进工作方法不够快。", "二是主要问题整改不彻底。"]),
    ("improvements", ["1.改进解读方式。", "2.改进措施要落到每个科室。", "3.存在问题逐项销号。"]),
    ("further", ["1.办理建议提案6件。", "2.收取信息处理费0元。", "3.其他事项见附件。"]),
]


@pytest.mark.parametrize(("id", "texts"), SENTENCES)
def test_m4_a_sentence_with_a_headings_word_is_none(
    id: str, texts: list[str], edition: Edition
) -> None:
    form = edition.form
    (section,) = (s for s in form.sections if id in {n.id for n in s.narratives})
    heads = {"shortcomings": "（一）存在的主要问题", "improvements": "（二）改进情况"}
    lines = ["甲局2024年政府信息公开工作年度报告", section.heading]
    for text in (n.id for n in section.narratives):
        lines += [heads[text]] if text in heads else []
        lines += texts if text == id else ["（略）"] if text in heads else []
    found = cut(edition, lines, DocumentKind.WORD)
    told = [line for n in section.narratives for line in found.narratives.get(n.id, [])]
    assert sorted(line for line in told if line in texts) == sorted(texts)
    assert not set(texts) & set(found.read)


LEADS = [
    (
        "本报告电子版可在云澄县人民政府网站（www.yc.gov.cn）下载。如有疑问，请与县财政局联系"
        "（地址：云澄县示例路1号，邮编：000000，电话：0951-2077777）。",
        ("云澄县人民政府网站（www.yc.gov.cn）", "云澄县示例路1号", "0951-2077777"),
    ),
    (
        "公众可登录区政府门户网站“政府信息公开”专栏查阅。联系地址为示例区人民路20号；"
        "联系电话（0512）66778899。",
        ("区政府门户网站“政府信息公开”专栏", "示例区人民路20号", "（0512）66778899"),
    ),
    (
        "本年度报告在市局办公室编制，可以通过市局网站http://ga.example.gov.cn查询。"
        "办公地址: 某某市解放路8号。联系方式：010-12345678。",
        ("市局网站http://ga.example.gov.cn", "某某市解放路8号", "010-12345678"),
    ),
    ("本报告可在镇政府办公室查阅，数据截至2024年12月31日。", ("", "", "")),
]


@pytest.mark.parametrize(("lead", "wanted"), LEADS)
def test_m4_where_the_report_is_found_is_read_from_its_lead(
    lead: str, wanted: tuple[str, str, str], edition: Edition
) -> None:
    filing = some_filing(edition, 3)
    told = replace(filing, narratives={**filing.narratives, "lead": (lead,)})
    cover = imported(render_html(told)).filing.cover
    assert tuple(cover.get(field, "") for field in ("site", "address", "phone")) == wanted


def letters(lines: Iterable[str]) -> list[str]:
    """Every letter of some lines, in no order."""
    return sorted("".join("".join(lines).split()))


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("ending", [".docx", ".html", FRAGMENT])
def test_m4_the_notice_of_a_draft_is_no_text(ending: str, draft: bool, edition: Edition) -> None:
    filing = some_filing(edition, 3)
    data = report.render_package(filing, draft=draft, unpublished=not draft)[ending]
    made = imported(data, Path(ending).suffix)
    assert differing(filing, made, fragment=ending == FRAGMENT) == []
    (told,) = (f for f in made.findings if f.rule == "T-NOTICE")
    notice = say("report.draft_notice" if draft else "report.unpublished_notice")
    assert notice[:10] in told.sentence
    assert not [f for f in made.findings if f.rule in ("T-STRAYED", "T-SITE")]


REPEATED = [
    ("proactive", "（一）主动公开情况。全年公开120条。"),
    ("management", "（三）政府信息管理。制定办法，（四）平台一并检查。"),
    ("platforms", "4.平台建设。专栏更新12次。"),
]


@pytest.mark.parametrize(("id", "text"), REPEATED)
def test_m4_a_heading_that_a_text_repeats_is_its_own(id: str, text: str, edition: Edition) -> None:
    filing = some_filing(edition, 3)
    told = replace(filing, narratives={**filing.narratives, id: (text, "另有一段。")})
    assert differing(told, imported(render_html(told))) == []


@pytest.mark.parametrize("parts", [1, 2])
def test_m4_a_name_that_signs_on_two_lines_is_no_text(parts: int, edition: Edition) -> None:
    filing = some_filing(edition, 3)
    name = "示例市生态环境局高新技术产业开发区分局"
    filing = replace(filing, cover={**filing.cover, "name": name})
    lines = re.sub(r"<[^>]*>", "\n", render_html(filing).partition("<main>")[2])
    signed = lines.rpartition(name)
    lines = (
        signed[0] + "\n".join((name[:-2], name[-2:])[:parts] if parts > 1 else [name]) + signed[2]
    )
    made = imported(lines, ".txt")
    assert made.filing.paragraphs("further") == filing.paragraphs("further")
    assert made.filing.name == name


SIXTH = [
    (("按要点开展工作。", "未收取信息处理费。"), (1,), (0,)),
    (("按要点开展工作。", "办理建议6件。", "信息处理费0元。", "无其他事项。"), (2,), (0, 1, 3)),
    (("信息处理费0元。", "其中免收2件。", "收取信息处理费的依据见附件。"), (0, 1, 2), ()),
]


@pytest.mark.parametrize(("lines", "fee", "further"), SIXTH)
def test_m4_what_stands_before_the_fee_is_none_of_it(
    lines: tuple[str, ...], fee: tuple[int, ...], further: tuple[int, ...], edition: Edition
) -> None:
    page = render_html(replace(some_filing(edition, 3), narratives={}))
    head, heading, rest = page.partition("六、其他需要报告的事项</h2>")
    rest = re.sub("<p.*?<footer>", "<footer>", rest, count=1, flags=re.DOTALL)
    texts = "".join(f"<p>{line}</p>" for line in lines)
    made = imported(head + heading + texts + rest)
    assert made.filing.paragraphs("processing_fee") == tuple(lines[n] for n in fee)
    assert made.filing.paragraphs("further") == tuple(lines[n] for n in further)
    told = [f for f in made.findings if f.rule == "T-BEHIND"]
    assert bool(told) == (0 in further)


def cut_lines(edition: Edition, *lines: str) -> Cut:
    """What is cut of a report's lines below its title."""
    title = "甲局2024年政府信息公开工作年度报告"
    found = cut(edition, (title, "本报告根据条例编制。", *lines), DocumentKind.WORD)
    kept = [*found.read, *found.site, *(t for one in found.narratives.values() for t in one)]
    kept += [t for one in found.notes.values() for t in one]
    assert letters(kept) == letters((title, "本报告根据条例编制。", *lines))
    return found


CONTENTS = [
    ("目录", "一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"),
    ("一、总体情况", "（一）主动公开", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"),
    ("目 录", "一、总体情况 1", "五、存在的主要问题及改进情况 5", "六、其他需要报告的事项…6"),
]
WORDED = [
    ("总体情况", "存在主要问题及改进情况", "其他需要报告事项"),
    ("总体情况", "存在的主要问题和改进情况", "其他需要报告的事项："),
    ("总体情况：", "存在的主要问题及其改进情况", "其他需报告的事项"),
]


@pytest.mark.parametrize("contents", CONTENTS)
@pytest.mark.parametrize("heads", WORDED)
def test_m4_headings_of_a_table_of_contents_are_none_of_the_text(
    contents: Sequence[str], heads: tuple[str, str, str], edition: Edition
) -> None:
    texts = ("公开了信息。", "问题是不足。", "另有一事。")
    lines = [line for pair in zip(heads, texts, strict=True) for line in pair]
    found = cut_lines(edition, *contents, *lines).narratives
    assert [found[id] for id in ("opening", "shortcomings", "further")] == [[t] for t in texts]


GOING_ON = [
    "一、主动公开政府信息情况不够及时。",
    "二、收到和处理政府信息公开申请情况说明不细。",
    "三、政府信息公开行政复议、行政诉讼情况较少分析。",
    "二、主动公开政府信息情况：更新不快。",
    "二、存在的问题及改进情况。",
    "四、政府信息公开行政复议、行政诉讼情况：败诉两件。",
    "一、主动公开政府信息情况不够及时",
    "二、收到和处理政府信息公开申请情况说明不细",
    "三、政府信息公开行政复议、行政诉讼情况较少分析；",
    "六、其他需要报告的事项较少归纳",
]


@pytest.mark.parametrize("line", GOING_ON)
def test_m4_a_sentence_that_goes_on_beyond_a_heading_is_text(line: str, edition: Edition) -> None:
    head, end = "五、存在的主要问题及改进情况", "六、其他需要报告的事项"
    found = cut_lines(edition, "一、总体情况", "好。", head, "有。", line, end, "另有一事。")
    assert found.narratives["shortcomings"] == ["有。", line]
    assert found.narratives["further"] == ["另有一事。"]


LABELLED = [
    "二、主动公开政府信息情况说明",
    "二、主动公开政府信息情况（见下表）",
    "三、收到和处理政府信息公开申请情况表",
    "三、收到和处理政府信息公开申请情况如下",
    "四、政府信息公开行政复议、行政诉讼情况统计 5",
    "五、存在的主要问题及改进情况的说明",
]


@pytest.mark.parametrize("line", LABELLED)
def test_m4_a_heading_that_is_called_one_is_a_heading(line: str, edition: Edition) -> None:
    found = cut_lines(edition, "一、总体情况", "好。", line, "注：有。")
    assert found.read[-1] == line


HEADS = [
    ("一、总体情况", "opening"),
    ("五、存在的主要问题及改进情况", "shortcomings"),
    ("五、存在主要问题及改进情况", "shortcomings"),
    ("六、其他需要报告的事项", "further"),
    ("第六部分 其他需要报告事项", "further"),
]
PARTED = [
    ("：", "按照规定办理各项建议和提案。"),
    (": ", "按照规定办理建议2件。另有提案3件，一是已办，二是在办。"),
    (" ", "另有一事。"),
    ("\u3000", "无"),
    ("。", "按照规定办理。另有提案3件。"),
]


@pytest.mark.parametrize(("head", "id"), HEADS)
@pytest.mark.parametrize(("sign", "text"), PARTED)
def test_m4_a_text_behind_its_heading_is_kept(
    head: str, id: str, sign: str, text: str, edition: Edition
) -> None:
    found = cut_lines(edition, "四、政府信息公开行政复议、行政诉讼情况", head + sign + text)
    assert found.narratives[id] == [text]
    assert (head + sign) in found.read


@pytest.mark.parametrize("head", [head for head, _ in HEADS])
@pytest.mark.parametrize("broken", [-1, -2, -4])
def test_m4_a_heading_with_white_space_in_it_is_one(
    head: str, broken: int, edition: Edition
) -> None:
    line = head[:broken] + " " + head[broken:]
    found = cut_lines(edition, line, "另有一事。")
    assert line in found.read


OWN = [
    {"shortcomings": ("（一）存在问题",)},
    {"shortcomings": ("（一）存在问题", "人手不足。"), "improvements": ("（二）改进措施。加强。",)},
    {"improvements": ("（一）存在的主要问题", "（二）改进情况：加强。", "二是改进措施")},
    {"further": ("（一）其他事项", "办理建议6件。", "（二）收费情况")},
]


@pytest.mark.parametrize("ending", [".docx", ".html", FRAGMENT])
@pytest.mark.parametrize("texts", OWN)
def test_m4_what_reads_like_a_parts_heading_is_text_in_a_report_of_ours(
    texts: dict[str, tuple[str, ...]], ending: str, edition: Edition
) -> None:
    filing = some_filing(edition, 3)
    told = replace(filing, narratives={**filing.narratives, **texts})
    made = imported(report.render_package(told)[ending], Path(ending).suffix)
    assert differing(told, made, fragment=ending == FRAGMENT) == []
    assert not held_against(told, made.filing, behind_in(made.findings)).found


COPIED = [
    *OWN,
    {"shortcomings": ("（一）存在问题", "1.人手不足；"), "improvements": ("加强。",)},
    {"improvements": ("1.改进措施", "（一）下一步工作打算：", "多培训。")},
    {"processing_fee": ("（一）信息处理费", "未收取。"), "further": ("（二）其他需要报告的事项",)},
]


def copied(filing: Filing) -> str:
    """A report as one copies it out of a browser: cells parted by tabs, lines by their ends."""
    page = re.sub(r"<(style|title).*?</\1>", "", render_html(filing), flags=re.DOTALL)
    page = re.sub(r"</(?:p|tr|h\d|caption)>", "\n", re.sub(r"</t[dh]>\s*", "\t", page))
    return unescape(re.sub(r"<[^>]*>", "", page))


@pytest.mark.parametrize("texts", COPIED)
def test_m4_what_reads_like_a_parts_heading_is_kept_in_a_copy(
    texts: dict[str, tuple[str, ...]], edition: Edition
) -> None:
    filing = some_filing(edition, 3)
    told = replace(filing, narratives={**filing.narratives, **texts})
    made = imported(copied(told), ".txt")
    assert not held_against(told, made.filing, behind_in(made.findings)).found
    assert not {line for lines in texts.values() for line in lines} - {
        line for lines in made.filing.narratives.values() for line in lines
    }


@pytest.mark.office
def test_m4_what_reads_like_a_parts_heading_is_kept_in_a_pdf(
    edition: Edition, soffice: Office, tmp_path: Path
) -> None:
    pytest.importorskip("pdfplumber")
    filing = some_filing(edition, 3)
    told = [replace(filing, narratives={**filing.narratives, **texts}) for texts in COPIED]
    for one, saved in zip(told, saved_as("pdf", told, soffice, tmp_path), strict=True):
        made = imported(saved.read_bytes(), ".pdf")
        assert not held_against(one, made.filing, behind_in(made.findings), printed=True).found


def test_m4_headings_of_the_parts_of_five_part_it_and_are_kept(edition: Edition) -> None:
    head = "五、存在的主要问题及改进情况"
    lines = ["（一）存在的主要问题", "人手不足。", "（二）改进措施：多培训。", "再培训。"]
    found = cut_lines(edition, "一、总体情况", "好。", head, *lines).narratives
    assert (found["shortcomings"], found["improvements"]) == (lines[:2], lines[2:])
    turned = ["（一）存在问题", "人手不足。下一步，多培训。"]
    found = cut_lines(edition, "一、总体情况", "好。", head, *turned).narratives
    assert found["shortcomings"] == ["（一）存在问题", "人手不足。"]
    assert found["improvements"] == ["下一步，多培训。"]


SAYING = [
    "（一）主动公开信息120条。",
    "一、主动公开政府信息方面，全年发布信息百余条。",
    "1.主动公开信息120条：网站80条。",
    "（一）主动公开方面，发布及时。其中网站80条。",
]


@pytest.mark.parametrize("line", SAYING)
def test_m4_a_sentence_that_begins_a_part_of_one_is_its_text(line: str, edition: Edition) -> None:
    lines = [line, "（二）依申请公开。", "收到3件。", "（三）2024年政府信息管理", "清理2件。"]
    found = cut_lines(edition, "一、总体情况", *lines).narratives
    assert found["proactive"] == [line]
    assert (found["on_request"], found["management"]) == (["收到3件。"], ["清理2件。"])


BESIDE_FEE = [
    ("（一）收取信息处理费情况", "（二）落实年度要点情况", "（1）未收费。"),
    ("一、信息处理费：未收取。", "二、公开要点落实", "其中无退费。"),
    ("1.信息处理费", "2.创新做法", "（一）未收取。"),
    ("（1）信息处理费收取情况", "（2）议题公开", "一是未收取。"),
]


@pytest.mark.parametrize(("fee", "other", "below"), BESIDE_FEE)
def test_m4_the_next_number_beside_the_fees_is_no_fee(
    fee: str, other: str, below: str, edition: Edition
) -> None:
    head = "六、其他需要报告的事项"
    found = cut_lines(edition, "一、总体情况", "好。", head, fee, below, other, "已完成。")
    assert found.narratives["processing_fee"] == [fee, below]
    assert found.narratives["further"] == [other, "已完成。"]


@pytest.mark.parametrize("said", ["无", "暂无", "没有", "本年度无"])
def test_m4_a_bare_nothing_at_the_end_of_a_page_is_text(said: str, edition: Edition) -> None:
    title = "甲局2024年政府信息公开工作年度报告"
    lines = (title, "一、总体情况", "好。", "六、其他需要报告的事项", said, "无障碍浏览")
    found = cut(edition, lines, DocumentKind.PAGE)
    assert found.narratives["further"] == [said]
    assert found.site == ["无障碍浏览"]


def test_m4_a_fee_behind_the_heading_of_the_sixth_part_is_the_fee(edition: Edition) -> None:
    text = "本年度未收取信息处理费。"
    found = cut_lines(edition, f"六、其他需要报告的事项：{text}")
    assert found.narratives["processing_fee"] == [text]


# ------------------------------------------------------------------ M5


def test_m5_one_report_becomes_a_workbook_with_its_doubts(
    full: Filing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = render_html(full).replace("2.其他法律行政法规禁止公开", "2.其他法律法规禁止公开")
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    code = cli.run(["import", str(tmp_path / "a.html"), "-o", str(tmp_path / "b.xlsx")])
    assert code in (0, 1)
    out = capsys.readouterr().out
    assert "存疑" in out
    assert re.search(r"三依申请!", out)
    reading = read_return(tmp_path / "b.xlsx")
    assert reading.filing
    cells = printed_cells(full.edition)
    assert [c for c in cells if reading.filing.values[c] != full.values[c]] == []


def test_m5_a_folder_becomes_a_folder(edition: Edition, tmp_path: Path) -> None:
    source = tmp_path / "reports"
    source.mkdir()
    for number, ending in enumerate((".docx", ".html")):
        filing = some_filing(edition, number)
        (source / f"{number}{ending}").write_bytes(report.render_package(filing)[ending])
    cli.run(["import", str(source), "-o", str(tmp_path / "out")])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["0.xlsx", "1.xlsx"]


def test_m5_json(edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = some_filing(edition, 5)
    (tmp_path / "a.docx").write_bytes(render_word(filing))
    cli.run(["import", str(tmp_path / "a.docx"), "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["cover"]["name"] == filing.name


def test_m5_validate_takes_a_published_report(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filing = some_filing(edition, 5)
    page = render_html(filing)
    wrong = page.replace("主动公开政府信息", "主动公开政府信息", 1)
    (tmp_path / "a.html").write_text(wrong, encoding="utf-8")
    cli.run(["validate", str(tmp_path / "a.html"), "--format", "json"])
    (answer,) = json.loads(capsys.readouterr().out)
    assert answer["body"] == filing.name
    assert not [
        f for f in answer["findings"] if f["rule"] == "F-REQUIRED" and f["items"] == ["body_kind"]
    ]


# ------------------------------------------------------------------ M6


@pytest.mark.parametrize("data", ["<html><p>通知</p></html>", "你好", "<p>" + "。" * 50])
def test_m6_what_is_no_report_is_refused(data: str) -> None:
    with pytest.raises(NoReport):
        imported(data)


def test_m6_pictures_are_told(edition: Edition) -> None:
    with pytest.raises(OnlyPictures):
        imported("<html><img src=a.png></html>")
    page = re.sub(
        r"<table.*?</table>",
        "<img src=a.png>",
        render_html(some_filing(edition, 2)),
        flags=re.DOTALL,
    )
    made = imported(page)
    assert {"T-PICTURES", "T-NO-TABLE"} <= rules(made)
    assert not [cell for cell in made.filing.figures if not cell.startswith("fees")]


def test_m6_a_year_without_a_format_is_refused(edition: Edition) -> None:
    page = render_html(some_filing(edition, 2))
    with pytest.raises(NotADocument):
        imported(re.sub(r"20\d\d年", "2012年", page))


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n1 0 obj\n<<>>", b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]
)
def test_m6_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(NotADocument):
        imported(data, ".pdf")


# ------------------------------------------------------------------ M7


def test_m7_a_batch_makes_a_workbook_of_a_report_that_came_instead_of_one(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, out = tmp_path / "收件", tmp_path / "结果"
    sent.mkdir()
    alone, other = some_filing(edition, 11), passing(edition, name="甲局")
    (sent / "只有报告.docx").write_bytes(render_word(alone))
    (sent / "便函.docx").write_bytes(a_note())
    (sent / "甲局.docx").write_bytes(render_word(other))
    save(other, sent / "甲局.xlsx")
    cli.run(["batch", str(sent), "-o", str(out), "--jobs", "1"])
    (made,) = (out / "修改单").glob("*.xlsx")
    assert "预填的填报表" in capsys.readouterr().out
    reading = read_return(made)
    assert reading.filing
    assert reading.filing.name == alone.name
    first = made.read_bytes()
    cli.run(["batch", str(sent), "-o", str(out), "--jobs", "1"])
    assert made.read_bytes() == first


def a_note() -> bytes:
    """A Word document that is no report."""
    document = Document()
    document.add_paragraph("现将年度报告报上，请审阅。")
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()
