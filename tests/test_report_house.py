"""A house's own templates.

T1 what is exported makes our reports   T2 changed ones are used   T3 every fault has a place
T4 nothing leaves the sandbox   T5 through the command line
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import filings
import pytest
from conftest import Office
from docx import Document
from returns import passing, save

from xltools import cli, report
from xltools.examination.trial import accepted
from xltools.law.edition import Edition
from xltools.published.ours import parity
from xltools.report import endings
from xltools.report.house import WORD, BadTemplate, export, house_at


@pytest.fixture
def folder(edition: Edition, tmp_path: Path) -> Path:
    """The exported templates."""
    place = tmp_path / "本单位模板"
    place.mkdir()
    for name, data in export(edition).items():
        (place / name).write_bytes(data)
    house_at.cache_clear()
    return place


def change(file: Path, old: str, new: str) -> None:
    """Change a text, in a Word file wherever it stands in the document."""
    house_at.cache_clear()
    if file.suffix != ".docx":
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old.encode() in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(file, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(BadTemplate) as raised:
        accepted(path)
    return raised.value.faults


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


# ------------------------------------------------------------------ T1


def test_t1_exported_templates_make_the_same_reports(folder: Path, edition: Edition) -> None:
    filing = filings.busy(edition)
    ours = report.render_package(filing)
    theirs = report.render_package(filing, house=accepted(folder))
    assert lines(theirs.pop(endings.WORD)) == lines(ours.pop(endings.WORD))
    assert theirs == ours


def test_t1_every_field_is_explained(folder: Path, edition: Edition) -> None:
    (guide,) = folder.glob("*.txt")
    text = guide.read_text(encoding="utf-8-sig")
    for known in (edition.form.narratives, edition.form.tables, edition.form.cells):
        assert not [id for id in known if f'"{id}"' not in text]


# ------------------------------------------------------------------ T2


def test_t2_a_changed_page_is_used_and_the_rest_stays_ours(folder: Path, edition: Edition) -> None:
    change(folder / "page.css", "max-width: 50rem", "max-width: 60rem")
    for file in folder.iterdir():
        if file.name != "page.css":
            file.unlink()
    filing = filings.busy(edition)
    made = report.render_package(filing, house=accepted(folder))
    ours = report.render_package(filing)
    assert "max-width: 60rem" in made[endings.PAGE].decode()
    assert made[endings.WORD] == ours[endings.WORD]


@pytest.mark.parametrize(
    ("name", "ending"), [(WORD, endings.WORD), ("fragment.html", endings.FRAGMENT)]
)
def test_t2_one_file_may_be_given_alone(
    name: str, ending: str, folder: Path, edition: Edition
) -> None:
    change(folder / name, "{{ notice }}", "内部{{ notice }}")
    made = report.render_package(filings.busy(edition), draft=True, house=accepted(folder / name))
    text = "".join(lines(made[ending])) if ending == endings.WORD else made[ending].decode()
    assert "内部草稿" in text


def test_t2_a_table_of_the_house_may_stand_among_the_others(folder: Path, edition: Edition) -> None:
    own = "<table><tr><td>红头</td><td>12</td></tr></table><h1>"
    change(folder / "page.html", "<h1>", own)
    filing = filings.busy(edition)
    made = report.render_package(filing, house=accepted(folder))
    assert parity.differences(filing, made, ours=False) == []
    wrong = {**made, endings.PAGE: made[endings.PAGE].replace(b">59237.2449<", b">5<")}
    assert parity.differences(filing, wrong, ours=False) == [
        "disclosure.administrative_charges.charged"
    ]


@pytest.mark.office
def test_t2_a_word_template_saved_by_another_program(
    folder: Path, edition: Edition, soffice: Office, tmp_path: Path
) -> None:
    saved = soffice(folder / WORD, "docx:MS Word 2007 XML", tmp_path / "saved")
    filing = filings.busy(edition)
    made = report.render_package(filing, house=accepted(saved))
    assert parity.differences(filing, made, ours=False) == []
    properties = Document(io.BytesIO(made[endings.WORD])).core_properties
    assert (properties.author, properties.last_modified_by) == (filing.report_name,) * 2
    assert properties.modified is None
    ours = lines(report.render_package(filing)[endings.WORD])
    assert [line for line in lines(made[endings.WORD]) if line] == [line for line in ours if line]


# ------------------------------------------------------------------ T3


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "said"),
    [
        ("page.html", "{{ title }}", "{{ titel }}", "page.html 第N行", "titel"),
        ("page.html", "{{ title }}", "{{ title }", "page.html 第N行", "{{ title }"),
        ("page.html", "{%- endif %}", "", "page.html", "endif"),
        ("page.html", "{{ title }}", "{{ figures['a.b'] }}", "page.html 第N行", "figures[a.b]"),
        ("page.html", "page.css", "其他.css", "page.html", "其他.css"),
        ("body.html", "place.rows > 1", "place.rowz > 1", "body.html 第N行", "place.rowz"),
        (WORD, "{{ report_name }}", "{{ reportname }}", "report.docx（正文）", "reportname"),
        (WORD, "{{ date }}", "{{ date | nothing }}", "report.docx（正文）", "date | nothing"),
        (WORD, "{%p endif %}", "", "report.docx（正文）", "endif"),
        (WORD, 'texts["lead"]', 'texts["leed"]', "report.docx（正文）", "texts[leed]"),
    ],
)
def test_t3_a_fault_is_named_by_its_place(
    file: str, old: str, new: str, place: str, said: str, folder: Path
) -> None:
    if "第N行" in place:
        before, _, _ = (folder / file).read_text("utf-8").partition(old)
        place = place.replace("N", str(before.count("\n") + 1))
    change(folder / file, old, new)
    (first, *_) = faults(folder)
    assert first.startswith(place)
    assert said in first


def test_t3_all_unknown_fields_are_named_at_once(folder: Path) -> None:
    change(folder / "page.html", "{{ title }}", "{{ titel }}")
    change(folder / WORD, "{{ report_name }}", "{{ reportname }}")
    assert len(faults(folder)) == 2


def test_t3_a_lost_figure_is_named(folder: Path, edition: Edition) -> None:
    cell = "requests.granted.natural_person"
    change(folder / WORD, f'{{{{ figures["{cell}"] }}}}', "0")
    (fault,) = faults(folder)
    assert edition.form.cells[cell].label in fault


def test_t3_a_tag_across_paragraphs_breaks_the_document(folder: Path) -> None:
    change(folder / WORD, "{%p for line in", "{% for line in")
    (fault, *_) = faults(folder)
    assert fault.startswith("report.docx")


@pytest.mark.parametrize(("name", "data"), [(WORD, b"no zip"), ("page.html", "标题".encode("gbk"))])
def test_t3_a_file_that_is_not_what_it_is_called(name: str, data: bytes, folder: Path) -> None:
    (folder / name).write_bytes(data)
    (fault,) = faults(folder)
    assert name in fault


PLAIN_PAGE = """<h1>{{ title }}</h1>
{% from "body.html" import body %}
{% include "落款.html" %}
{{ body(sections, texts, figures, notes, report_name, date) }}
"""


def broken(name: str, folder: Path) -> None:
    """A file whose second line cannot be read: by its encoding, or by its tag."""
    house_at.cache_clear()
    data = "第一行\n第二行标题".encode("gbk") if name == "gbk" else "第一行\n{{ title }".encode()
    for file in ("body.html", "fragment.html", "page.css", "落款.html", WORD):
        (folder / file).write_bytes(data)


@pytest.mark.parametrize("how", ["gbk", "tag"])
@pytest.mark.parametrize("name", ["page.html", "本单位的网页.html"])
def test_t3_neighbours_of_a_single_file_are_left_alone(
    name: str, how: str, folder: Path, edition: Edition
) -> None:
    change(folder / "page.html", "<h1>", "<p>本单位</p><h1>")
    (folder / "page.html").rename(folder / name)
    broken(how, folder)
    filing = filings.busy(edition)
    made = report.render_package(filing, house=accepted(folder / name))
    ours = report.render_package(filing)
    assert made[endings.PAGE] == ours[endings.PAGE].replace(b"<h1>", "<p>本单位</p><h1>".encode())
    assert all(made[ending] == ours[ending] for ending in (endings.WORD, endings.FRAGMENT))


@pytest.mark.parametrize("name", ["body.html", "page.css"])
def test_t3_what_page_and_fragment_share_may_be_given_alone(
    name: str, folder: Path, edition: Edition
) -> None:
    old = "<h2" if name == "body.html" else "max-width: 50rem"
    new = "<hr><h2" if name == "body.html" else "max-width: 60rem"
    change(folder / name, old, new)
    (folder / "page.html").write_bytes(b"{{ broken")
    made = report.render_package(filings.busy(edition), house=accepted(folder / name))
    assert new in made[endings.PAGE].decode()
    assert (new in made[endings.FRAGMENT].decode()) == (name == "body.html")


@pytest.mark.parametrize("whole", [True, False], ids=["folder", "file"])
def test_t3_what_a_file_includes_is_used(whole: bool, folder: Path, edition: Edition) -> None:
    (folder / "page.html").write_text(PLAIN_PAGE, encoding="utf-8")
    (folder / "落款.html").write_text("<p>监督电话：12345</p>", encoding="utf-8-sig")
    house = accepted(folder if whole else folder / "page.html")
    made = report.render_package(filings.busy(edition), house=house)[endings.PAGE].decode()
    assert "</h1>\n\n<p>监督电话：12345</p>" in made


@pytest.mark.parametrize("whole", [True, False], ids=["folder", "file"])
@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("第一行\n第二行标题".encode("gbk"), "落款.html 第1行"),
        ("first\n第二行标题".encode("gbk"), "落款.html 第2行"),
        ("第一行\n{{ title }".encode(), "落款.html 第2行"),
        ("第一行\n{{ titel }}".encode(), "落款.html 第2行"),
        ("第一行\n{% include '没有.html' %}".encode(), "落款.html 第2行"),
        (None, "page.html 第3行"),
    ],
    ids=["gbk", "gbk-2", "tag", "field", "include", "missing"],
)
def test_t3_a_fault_in_what_a_file_includes_is_named_by_its_place(
    data: bytes | None, place: str, whole: bool, folder: Path
) -> None:
    (folder / "page.html").write_text(PLAIN_PAGE, encoding="utf-8")
    if data is not None:
        (folder / "落款.html").write_bytes(data)
    (first, *_) = faults(folder if whole else folder / "page.html")
    assert first.startswith(place)


def test_t3_a_gbk_file_is_named_with_its_line(folder: Path) -> None:
    (folder / "page.html").write_bytes("<h1>\n标题</h1>".encode("gbk"))
    for path in (folder, folder / "page.html"):
        house_at.cache_clear()
        (fault,) = faults(path)
        assert fault.startswith("page.html 第2行")


def test_t3_a_file_that_includes_itself_is_named(folder: Path) -> None:
    change(folder / "page.html", "{{ title }}", "{% include 'page.html' %}")
    (fault,) = faults(folder)
    assert fault.startswith("page.html 第")


def test_t3_nothing_there(tmp_path: Path) -> None:
    assert str(tmp_path) in faults(tmp_path)[0]
    assert "没有.docx" in faults(tmp_path / "没有.docx")[0]


@pytest.mark.parametrize("alone", [True, False])
def test_t3_without_docxtpl_a_word_template_is_refused_in_one_sentence(
    folder: Path, alone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    (fault,) = faults(folder / WORD if alone else folder)
    assert "docxtpl" in fault
    assert fault.startswith(WORD)


def test_t3_without_docxtpl_pages_of_a_house_serve(
    folder: Path, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    (folder / WORD).unlink()
    house_at.cache_clear()
    made = report.render_package(filings.busy(edition), house=accepted(folder))
    assert made == report.render_package(filings.busy(edition))


# ------------------------------------------------------------------ T4


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.format.__globals__ }}",
        "{% for n in range(9999999) %}{% endfor %}",
        "{% include '../../secret.txt' %}",
    ],
)
def test_t4_a_template_cannot_reach_out(tag: str, folder: Path) -> None:
    (folder.parent / "secret.txt").write_text("secret", encoding="utf-8")
    change(folder / "page.html", "{{ title }}", tag)
    (fault,) = faults(folder)
    assert fault.startswith("page.html 第7行")


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right there")
def test_t4_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder.parent / "secret.html").write_text("secret", encoding="utf-8")
    (folder / "part.html").symlink_to(folder.parent / "secret.html")
    change(folder / "page.html", "{{ title }}", "{% include 'part.html' %}")
    (fault,) = faults(folder)
    assert fault.startswith("page.html 第7行")


def test_t4_text_of_a_return_is_no_template(folder: Path, edition: Edition) -> None:
    house = accepted(folder)
    filing = filings.busy(edition)
    filing = type(filing)(edition, cover={**filing.cover, "name": "{{ 7 * 7 }}<b>"})
    made = report.render_package(filing, draft=True, house=house)
    assert "{{ 7 * 7 }}&lt;b&gt;" in made[endings.PAGE].decode()
    assert "{{ 7 * 7 }}<b>" in "".join(lines(made[endings.WORD]))


# ------------------------------------------------------------------ T5


@pytest.fixture
def returned(edition: Edition, tmp_path: Path) -> Path:
    place = tmp_path / "收到" / "a.xlsx"
    place.parent.mkdir()
    save(passing(edition), place)
    return place


def test_t5_exported_changed_and_used_by_report_and_batch(returned: Path, tmp_path: Path) -> None:
    templates = tmp_path / "模板"
    assert cli.run(["template-export", "-o", str(templates)]) == 0
    change(templates / "page.html", "<h1>", "<p>本单位</p><h1>")
    option = ["--template", str(templates)]
    assert cli.run(["report", str(returned), "-o", str(tmp_path / "r"), *option]) == 0
    command = ["batch", str(returned.parent), "-o", str(tmp_path / "b"), "--jobs", "1"]
    assert cli.run([*command, *option]) == 0
    for out in (tmp_path / "r", tmp_path / "b"):
        (page,) = out.rglob(f"*报告{endings.PAGE}")
        assert "<p>本单位</p>" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["report", "batch"])
def test_t5_a_bad_template_stops_the_command_before_it_writes(
    command: str, returned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = returned if command == "report" else returned.parent
    out = tmp_path / "out"
    assert cli.run([command, str(source), "-o", str(out), "--template", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err
    assert not out.exists()
