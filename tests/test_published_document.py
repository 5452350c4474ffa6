"""A document is read as a reader sees it, whatever program wrote it.

D1 pages   D2 Word documents   D3 what bounds them   D4 the samples of public bug reports
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from published import found, noted
from rendered import render_html, render_word

from xltools import cli
from xltools.filing.filing import Filing
from xltools.law.edition import Edition
from xltools.published.comparison.differences import Fault, differences_of
from xltools.published.documents.contents import NotADocument, TooLarge
from xltools.published.documents.document import read_any, read_document, read_foreign
from xltools.published.documents.web_page import read_html

FIGURE = ">59237.2449<"
SENTENCE = "主动公开第一段。"


@pytest.fixture
def filing(edition: Edition) -> Filing:
    return noted(edition)


@pytest.fixture
def page(filing: Filing) -> str:
    return render_html(filing)


# ------------------------------------------------------------------ D1


def declared(encoding: str) -> Callable[[str], bytes]:
    """A page in an encoding that only its XML declaration names."""

    def of(page: str) -> bytes:
        bare = page.replace('<meta charset="utf-8">', "")
        return f'<?xml version="1.0" encoding="{encoding}"?>\n{bare}'.encode(encoding)

    return of


ENCODED: list[Callable[[str], bytes]] = [
    declared("utf-8"),
    declared("gb18030"),
    declared("GB2312".lower()),
    lambda page: b"\xfe\xff" + page.encode("utf-16-be"),
    lambda page: b"\xff\xfe" + page.encode("utf-16-le"),
    lambda page: page.encode("utf-16-le"),
    lambda page: page.encode("utf-16-be"),
    lambda page: ("\ufeff" + page).encode(),
]


@pytest.mark.parametrize("encode", ENCODED)
def test_d1_a_page_in_any_encoding(
    encode: Callable[[str], bytes], page: str, filing: Filing
) -> None:
    assert differences_of(filing, read_foreign(encode(page))) == []


SHEET = "<style>.off, #x { color: red; display:none }\n@media print { p { display:none } }</style>"
UNSEEN = [
    "<span style='display:none'>7</span>",
    "<span style='color:red; DISPLAY : none'>7</span>",
    "<span hidden>7</span>",
    "<span style='visibility:hidden'>7</span>",
    "<span style='font-size:0'>7</span>",
    "<span style='opacity: 0'>7</span>",
    "<span class='wide off'>7</span>",
    "<b id=x>7</b>",
    "<template>7</template>",
    "<input type=hidden value=7>",
    "<rt>7</rt>",
    "<ruby><rp>(</rp><rt>7</rt><rp>)</rp></ruby>",
    "<dialog>7</dialog>",
    "<input type=checkbox value=7>",
    "\u200b",
    "\u2060\u200d",
    "\u202d\u202c",
    "\u00ad\ufeff",
]


@pytest.mark.parametrize("unseen", UNSEEN)
def test_d1_what_no_reader_sees_is_no_difference(unseen: str, page: str, filing: Filing) -> None:
    page = page.replace("</head>", SHEET + "</head>")
    for text in (FIGURE, SENTENCE):
        at = page.index(text) + 4
        assert found(filing, page[:at] + unseen + page[at:]) == []


@pytest.mark.parametrize(
    "cell", ["<td style='display:none'>48210</td>", "<td hidden>5</td>", "<td class='off'>5</td>"]
)
def test_d1_a_cell_that_is_not_shown_takes_no_place(cell: str, page: str, filing: Filing) -> None:
    page = page.replace("</head>", SHEET + "</head>")
    assert found(filing, re.sub(r"(<td[^>]*>0</td>)", cell + r"\1", page)) == []


SHOWN = [
    "<input value='{}'>",
    "<input type=text readonly value='{}'>",
    "<textarea>{}</textarea>",
    "<select><option>1<option selected>{}</select>",
    "<button>{}</button>",
    "<ruby>{}<rt>7</rt></ruby>",
    "<dialog open>{}</dialog>",
    "<span style='display:inline'>{}</span>",
    "<span style='font-size:0.9em; opacity:0.8'>{}</span>",
    "<p style='display:none; display:block' class='off'>{}</p>".replace("display:none; ", ""),
]


@pytest.mark.parametrize("shown", SHOWN)
def test_d1_what_a_field_shows_is_read(shown: str, page: str, filing: Filing) -> None:
    page = page.replace("</head>", SHEET + "</head>")
    for figure, differs in (("59237.2449", 0), ("59237.24", 1)):
        told = found(filing, page.replace(FIGURE, f">{shown.format(figure)}<"))
        assert len(told) == differs, told


@pytest.mark.parametrize(
    "figure",
    [
        "<s>59237.2449</s>",
        "<span style='text-decoration: line-through'>59237.2449</span>",
        "<del>5</del>59237.2449",
        "59237.<sup>2449</sup>1",
        "592<br>37.2449",
        "59 237.244 9",
        "<bdo dir=rtl>59237.2449</bdo>",
        "\u202e59237.2449",
        "59237.244\u2079",
        "",
    ],
)
def test_d1_what_a_reader_does_not_read_so_is_no_equal(
    figure: str, page: str, filing: Filing
) -> None:
    (one,) = found(filing, page.replace(FIGURE, f">{figure}<"))
    assert one.fault is Fault.FIGURE


# ------------------------------------------------------------------ D2

TEXT = f'<w:t xml:space="preserve">{SENTENCE}</w:t>'
RUN = re.compile(rf"<w:r>(?:(?!<w:r>).)*?{re.escape(TEXT)}</w:r>", re.DOTALL)


def changed(made: bytes, change: Callable[[str], str], **names: str) -> bytes:
    """A Word document with its main part changed, and parts renamed."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(into, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "word/document.xml":
                whole = change(text)
                assert whole != text or names
                text = whole
            for was, becomes in names.items():
                name, text = name.replace(was, becomes), text.replace(was, becomes)
            new.writestr(name, text)
    return into.getvalue()


def around(before: str, after: str) -> Callable[[str], str]:
    """The sentence's run inside something."""
    return lambda xml: RUN.sub(lambda run: f"{before}{run[0]}{after}", xml)


BOX = (
    "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice><w:drawing><wps:txbx xmlns:wps='urn:wps'><w:txbxContent><w:p>"
)
BOX_END = "</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
OLD = (
    "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>旧</w:t></w:r></w:p></w:txbxContent>"
    "</w:pict></mc:Fallback>"
)

MATH = "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
FRACTION = f"<m:oMath {MATH}><m:f><m:num>{{}}</m:num><m:den>{{}}</m:den></m:f></m:oMath>"
POWER = f"<m:oMath {MATH}><m:sSup><m:e/><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
NUMBER = "<m:r><m:t>{}</m:t></m:r>"

SEEN: dict[str, Callable[[str], str]] = {
    "field": around('<w:fldSimple w:instr=" X ">', "</w:fldSimple>"),
    "custom": around('<w:customXml w:element="e">', "</w:customXml>"),
    "control": around("<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    "tag": around("<w:smartTag>", "</w:smartTag>"),
    "bdo": around('<w:bdo w:val="ltr">', "</w:bdo>"),
    "dir": around('<w:dir w:val="ltr">', "</w:dir>"),
    "inserted": around('<w:ins w:id="1">', "</w:ins>"),
    "equation": around(f"<m:oMathPara {MATH}><m:oMath>", "</m:oMath></m:oMathPara>"),
    "ruby": around("<w:r><w:ruby><w:rt/><w:rubyBase>", "</w:rubyBase></w:ruby></w:r>"),
    "box": around(f"<w:r>{BOX}", f"{BOX_END}{OLD}</mc:AlternateContent></w:r>"),
    "deleted": around("<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", ""),
    "hidden": around("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", ""),
    "code": around("<w:r><w:instrText>PAGE</w:instrText></w:r>", ""),
    "strict": lambda xml: xml.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
    "row": lambda xml: xml.replace(
        "</w:tbl>",
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ),
    "hidden row": lambda xml: xml.replace(
        "</w:tbl>",
        "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ),
    "numbers": lambda xml: re.sub(
        r"(<w:pStyle w:val=\"Heading1\"/>)(.*?<w:t[^>]*>)[一二三四五六]、",
        r"\1<w:numPr><w:numId w:val='1'/></w:numPr>\2",
        xml,
    ),
    "sub-numbers": lambda xml: re.sub(
        r"(<w:pStyle w:val=\"Heading2\"/>)(.*?<w:t[^>]*>)（[一二三四五]）",
        r"\1<w:numPr><w:numId w:val='1'/></w:numPr>\2",
        xml,
    ),
}


@pytest.mark.parametrize("kind", sorted(SEEN))
def test_d2_a_word_document_as_it_reads(kind: str, filing: Filing) -> None:
    assert differences_of(filing, read_document(changed(render_word(filing), SEEN[kind]))) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("word/document.xml", "word/document2.xml"),
        ("word/document.xml", "word/Document.XML"),
        ("word/", "text/"),
    ],
)
def test_d2_the_main_part_is_found_by_relationships(was: str, becomes: str, filing: Filing) -> None:
    made = changed(render_word(filing), lambda xml: xml, **{was: becomes})
    assert differences_of(filing, read_foreign(made)) == []


E = f"<m:e>{NUMBER}</m:e>"
EQUATIONS = {
    "acc": (E, "9"),
    "bar": (E, "9"),
    "box": (E, "9"),
    "borderBox": (E, "9"),
    "eqArr": (E + E, "99"),
    "func": (f"<m:fName>{NUMBER}</m:fName>{E}", "99"),
    "groupChr": (E, "9"),
    "limLow": (f"{E}<m:lim>{NUMBER}</m:lim>", "99"),
    "limUpp": (f"{E}<m:lim>{NUMBER}</m:lim>", "99"),
    "m": (f"<m:mr>{E}{E}</m:mr><m:mr>{E}</m:mr>", "999"),
    "phant": (E, "9"),
    "sPre": (f"<m:sub>{NUMBER}</m:sub><m:sup>{NUMBER}</m:sup>{E}", "_9^99"),
    "nary": (f"<m:sub>{NUMBER}</m:sub><m:sup/>{E}", "_9^9"),
    "rad": (f"<m:deg>{NUMBER}</m:deg>{E}", "99"),
}


@pytest.mark.parametrize(
    "within", ["{}", "<m:box><m:e>{}</m:e></m:box>", "<m:d><m:e>{}</m:e></m:d>"]
)
@pytest.mark.parametrize("kind", sorted(EQUATIONS))
def test_d2_every_part_of_an_equation_is_read(kind: str, within: str, filing: Filing) -> None:
    inner, text = EQUATIONS[kind]
    equation = within.format(f"<m:{kind}><m:{kind}Pr/>{inner.replace('{}', '9')}</m:{kind}>")
    made = around("", f"<m:oMath {MATH}>{equation}</m:oMath><w:r><w:t>乙</w:t></w:r>")
    lines = read_any(changed(render_word(filing), made), ".docx").lines
    assert any(f"{SENTENCE}{text}乙" in line.text for line in lines)


def test_d2_a_part_of_an_equation_that_is_not_shown_is_not_read(filing: Filing) -> None:
    hidden = "<m:phant><m:phantPr><m:show m:val='0'/></m:phantPr><m:e>{}</m:e></m:phant>"
    made = around("", f"<m:oMath {MATH}>{hidden.format(NUMBER)}</m:oMath>")
    assert differences_of(filing, read_document(changed(render_word(filing), made))) == []


BLIND: dict[str, Callable[[str], str]] = {
    "struck": around("<w:r><w:rPr><w:strike/></w:rPr><w:t>不</w:t></w:r>", ""),
    "moved away": around("<w:moveFrom>", "</w:moveFrom>"),
    "reversed": around('<w:bdo w:val="rtl">', "</w:bdo>"),
    "fraction": around("", FRACTION.format(NUMBER.format(1), NUMBER.format(2))),
    "power": around("", POWER),
    "a file within": lambda xml: xml.replace("<w:body>", "<w:body><w:altChunk/>"),
    "before": lambda xml: xml.replace("<w:body>", "<w:body><w:p><w:r><w:t>绝密</w:t></w:r></w:p>"),
    "after": lambda xml: (
        xml.replace("<w:sectPr", "<w:p><w:r><w:t>附表</w:t></w:r></w:p><w:sectPr")
        if "<w:sectPr" in xml
        else xml.replace("</w:body>", "<w:p><w:r><w:t>附表</w:t></w:r></w:p></w:body>")
    ),
    "box": around(f"<w:r>{BOX}<w:r><w:t>另</w:t></w:r>{BOX_END}</mc:AlternateContent></w:r>", ""),
    "number": lambda xml: xml.replace("一、总体情况", "总体情况"),
}


@pytest.mark.parametrize("kind", sorted(BLIND))
def test_d2_what_reads_otherwise_is_no_equal(kind: str, filing: Filing) -> None:
    assert differences_of(filing, read_document(changed(render_word(filing), BLIND[kind])))


# ------------------------------------------------------------------ D3


def attributes(count: int) -> str:
    return "<p " + " ".join(f'a{n}="{n}>"' for n in range(count)) + ">"


HOSTILE = {
    "spans": "<table>" + "<tr><td colspan=1000 rowspan=1000>x</td></tr>" * 500 + "</table>",
    "tables": "<table><tr><td colspan=1000>x</td></tr></table>" * 300,
    "attributes": "<html>" + attributes(100_000) + "x</p></html>",
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_d3_what_is_too_large_is_refused_and_said(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(TooLarge):
        read_document(HOSTILE[kind].encode())
    (tmp_path / "a.html").write_text(HOSTILE[kind], encoding="utf-8")
    assert cli.run(["compare", str(tmp_path), str(tmp_path / "a.html")]) == 3
    assert "过大" in capsys.readouterr().out


def test_d3_a_cell_spans_no_further_than_its_table() -> None:
    grid = read_html("<table><tr><td rowspan=1000>a<td>b<tr><td>c</table>").grids[0]
    assert grid == {(0, 0): "a", (0, 1): "b", (1, 0): "a", (1, 1): "c"}


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_d3_a_package_is_unpacked_within_bounds_or_not_at_all(packing: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotADocument):
        read_document(made.getvalue())


def test_d3_a_deep_page_is_refused_or_read() -> None:
    for depth in (100, 5_000):
        try:
            read_document(b"<div>" * depth + b"x")
        except NotADocument:
            assert depth > 100


# ------------------------------------------------------------------ D4


@pytest.mark.parametrize(
    "name",
    [
        *("h1_xmlprolog.html", "libreoffice_export.xhtml", "h2_utf16be.html"),
        *("h5b_hidden_cell.html", "h6_input.html", "h7_zwsp.html"),
        *("d8_strict.docx", "d9_document2.docx", "d1_fldSimple.docx", "d2_customXml.docx"),
        *("d4_row_deleted.docx", "d7_autonum.docx", "d16_textbox.docx"),
    ],
)
def test_d4_the_samples_agree(name: str, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faults = shared / "faults"
    book = faults / "_the_workbook_for_compare.xlsx"
    assert cli.run(["compare", str(book), str(faults / name)]) == 0, capsys.readouterr().out


def test_d4_a_bomb_of_spans_is_bounded(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faults = shared / "faults"
    bomb = faults / "hostile" / "cmp_span_bomb.html"
    cli.run(["compare", str(faults / "_the_workbook_for_compare.xlsx"), str(bomb)])
    assert "程序内部错误" not in capsys.readouterr().out
