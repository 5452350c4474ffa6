"""The add-in as a file: its bytes, its tab, its VBA as other programs read them.

B1 the same bytes each time; opens cleanly
B2 the tab is valid and every button has a procedure
B3 the VBA keeps the grammar, in any code page; its sentences fit a Chinese message box
B4 an xlwings that cannot be made safe is refused
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

pytest.importorskip("pyopenvba", reason="pyOpenVBA is not installed")

from pyopenvba import ExcelFile, check_file
from python_calamine import CalamineWorkbook

from xltools import cli
from xltools.addin import build as building
from xltools.addin import harden
from xltools.addin.build import (
    SENTENCES,
    CannotBuild,
    build_addin,
    built_sources,
    constants,
    ribbon,
    sources,
)
from xltools.messages import say

XS = "{http://www.w3.org/2001/XMLSchema}"
TABS = {"customUI/customUI.xml": "customUI.xsd", "customUI/customUI14.xml": "customui14.xsd"}


PICTURES = {
    "ClearFormats",
    "Consolidate",
    "DataValidation",
    "ErrorChecking",
    "FileNew",
    "FileOpen",
    "FilePrintPreview",
    "FileSaveAsExcelXlsx",
    "GoTo",
    "Help",
    "TableInsertExcel",
}
"""Controls of Excel itself in 2013, 2016, 2019 and 365, by Microsoft's published lists.

A picture of another program's control may not be there.
"""


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("加载项") / "xltools.xlam"
    path.write_bytes(build_addin())
    return path


def part(addin: Path, name: str) -> bytes:
    with zipfile.ZipFile(addin) as package:
        return package.read(name)


def buttons(addin: Path) -> Iterator[etree._Element]:  # pyright: ignore[reportPrivateUsage]
    return etree.fromstring(part(addin, "customUI/customUI14.xml")).iter("{*}button")


# ------------------------------------------------------------------ B1


def test_b1_two_builds_are_the_same_bytes_without_compression(addin: Path) -> None:
    assert build_addin() == addin.read_bytes()
    with zipfile.ZipFile(addin) as package:
        assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_b1_the_command_writes_it(addin: Path, tmp_path: Path) -> None:
    assert cli.run(["addin", "build", "-o", str(tmp_path / "x.xlam")]) == 0
    assert (tmp_path / "x.xlam").read_bytes() == addin.read_bytes()


def test_b1_it_is_a_whole_add_in(addin: Path) -> None:
    report = check_file(addin)
    assert report.ok
    assert report.complete
    with ExcelFile(addin) as book:
        assert book.validate() == []
    assert b"ms-excel.addin.macroEnabled.main+xml" in part(addin, "[Content_Types].xml")
    assert b"William" not in part(addin, "docProps/core.xml")


def test_b1_an_auditor_of_packages_finds_nothing(addin: Path) -> None:
    audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed")
    found = audit.OpenXmlValidator().validate(str(addin)).errors
    assert [error for error in found if error.id != "Excel_InlineStrCells"] == []  # texts in place


# ------------------------------------------------------------------ B2


def test_b2_both_tabs_are_one_but_for_their_namespace(addin: Path) -> None:
    old, new = (re.sub(rb'xmlns="[^"]*"', b"", part(addin, name)) for name in TABS)
    assert old == new
    relations = part(addin, "_rels/.rels").decode()
    for name in TABS:
        assert f'Target="{name}"' in relations


def test_b2_every_button_names_a_public_procedure_that_takes_a_control(addin: Path) -> None:
    procedures = re.findall(
        r"^Public Sub (\w+)\(control As IRibbonControl\)\r?$", ribbon(), re.MULTILINE
    )
    pressed = {str(button.get("onAction")) for button in buttons(addin)}
    assert pressed == {f"Ribbon.{procedure}" for procedure in procedures}


def test_b2_every_button_says_what_happens_and_has_a_macro_and_a_picture(addin: Path) -> None:
    seen = [button.attrib for button in buttons(addin)]
    assert [str(button["tag"]) for button in seen] == [
        *("validate", "next_finding", "clear_marks", "import_report"),
        *("report", "draft", "open_folder", "batch", "open_ledger", "self_check", "manual"),
    ]
    for button in seen:
        assert {"label", "screentip", "supertip", "imageMso", "id"} <= set(button)
        assert button["imageMso"] in PICTURES
        assert str(button["supertip"]).endswith("。")


@pytest.mark.parametrize(("tab", "schema"), TABS.items())
def test_b2_the_tab_is_valid_by_microsofts_schema(
    tab: str, schema: str, addin: Path, shared: Path
) -> None:
    valid = _schema(shared / "schemas" / schema)
    assert valid.validate(etree.fromstring(part(addin, tab))), valid.error_log
    wrong = part(addin, tab).replace(b"imageMso", b"imageMos")
    assert not valid.validate(etree.fromstring(wrong))


def _schema(path: Path) -> etree.XMLSchema:
    """Microsoft's schema names some attributes twice in a type, which lxml refuses: the
    repeats are dropped."""
    tree = etree.parse(path)
    groups = {str(g.get("name")): g for g in tree.iter(f"{XS}attributeGroup") if g.get("name")}
    types = {str(t.get("name")): t for t in tree.iter(f"{XS}complexType")}
    for holder in (*types.values(), *groups.values()):
        seen = _inherited(holder, types, groups)
        for item in list(holder.iter(f"{XS}attribute", f"{XS}attributeGroup")):
            if item is holder or item.get("use") == "prohibited":
                continue
            names = _attributes(item, groups)
            if names & seen:
                _drop_repeats(item, seen, groups)
            seen |= names
    return etree.XMLSchema(tree)


def _attributes(item: Any, groups: dict[str, Any]) -> set[str]:
    if item.tag == f"{XS}attribute":
        return {item.get("name") or item.get("ref")}
    group = groups[item.get("ref").split(":")[-1]] if item.get("ref") else item
    inner = (child for child in group if child.tag != f"{XS}annotation")
    return {name for child in inner for name in _attributes(child, groups)}


def _inherited(holder: Any, types: dict[str, Any], groups: dict[str, Any]) -> set[str]:
    names: set[str] = set()
    extension = holder.find(f".//{XS}extension")
    while (
        extension is not None
        and (base := types.get(extension.get("base").split(":")[-1])) is not None
    ):
        for item in base.iter(f"{XS}attribute", f"{XS}attributeGroup"):
            names |= _attributes(item, groups)
        extension = base.find(f".//{XS}extension")
    return names


def _drop_repeats(item: Any, seen: set[str], groups: dict[str, Any]) -> None:
    """Take the item away; of a group, what is not repeated is put in its place."""
    parent = item.getparent()
    place = parent.index(item)
    parent.remove(item)
    if item.tag == f"{XS}attributeGroup":
        for attribute in groups[item.get("ref").split(":")[-1]].iter(f"{XS}attribute"):
            if attribute.get("name") not in seen:
                parent.insert(place, etree.fromstring(etree.tostring(attribute)))


# ------------------------------------------------------------------ B3


def test_b3_another_reader_of_vba_finds_the_same_sources(addin: Path) -> None:
    olevba = pytest.importorskip("oletools.olevba", reason="oletools is not installed")
    parser = olevba.VBA_Parser(str(addin))
    found = {name: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    for name, source in {
        "Ribbon.bas": ribbon(),
        "xlwings.bas": harden.hardened(),
        "Places.bas": constants(),
    }.items():
        assert found[name].split() == source.split()


@pytest.mark.parametrize("make", [ribbon, harden.hardened, constants])
def test_b3_the_grammar_of_vba_is_kept(make: Any) -> None:
    assert _syntax_errors(make()) == 0


def test_b3_the_grammar_is_known_to_see_a_slip() -> None:
    assert _syntax_errors(ribbon().replace("    End If\r\n", "", 1)) > 0


def _syntax_errors(source: str) -> int:
    antlr4 = pytest.importorskip("antlr4", reason="antlr4-vba is not installed")
    from antlr4_vba.vbaLexer import vbaLexer
    from antlr4_vba.vbaParser import vbaParser

    parser = vbaParser(antlr4.CommonTokenStream(vbaLexer(antlr4.InputStream(source))))
    parser.removeErrorListeners()
    parser.startRule()
    return parser.getNumberOfSyntaxErrors()


@pytest.mark.parametrize("make", [ribbon, harden.hardened, constants])
def test_b3_the_sources_are_ascii_for_every_code_page(make: Any) -> None:
    assert make().isascii()


@pytest.mark.parametrize("code", SENTENCES)
def test_b3_a_message_box_on_chinese_windows_can_show_every_sentence(code: str) -> None:
    say(f"ribbon.{code}").encode("gbk")


def test_b3_a_sentence_stands_as_it_was_written_in_the_row_that_the_vba_reads(addin: Path) -> None:
    rows = dict(re.findall(r"^Public Const (\w+) As Integer = (\d+)", constants(), re.MULTILINE))
    sheet = CalamineWorkbook.from_filelike(BytesIO(addin.read_bytes())).get_sheet_by_index(0)
    for code in SENTENCES:
        assert sheet.to_python()[int(rows[code.upper()]) - 1] == [say(f"ribbon.{code}")]


def test_b3_the_vba_hides_no_text_in_codes() -> None:
    for source in (ribbon(), constants()):
        assert not re.search(r"ChrW|&H|[0-9A-F]{16}", source)


def test_b3_an_add_in_with_other_sentences_is_another_one(addin: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlam"
    parts = {name: part(addin, name) for name in zipfile.ZipFile(addin).namelist()}
    told = say("ribbon.title").encode()
    with zipfile.ZipFile(other, "w") as package:
        for name, data in parts.items():
            changed = data.replace(told, b"?") if name.startswith("xl/worksheets/") else data
            package.writestr(name, changed)
    assert sources(addin) == built_sources() != sources(other)


# ------------------------------------------------------------------ B4


def test_b4_another_version_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harden, "installed_version", lambda: "99.0")
    with pytest.raises(CannotBuild, match=re.escape("99.0")):
        build_addin()


@pytest.mark.parametrize(
    "changed",
    ['GetConfig("INTERPRETER", "python")', "' User Config", '"cmd.exe /C "', "Call ShowError"],
)
def test_b4_a_module_in_which_one_cut_does_not_fit_is_refused(changed: str) -> None:
    version = harden.installed_version()
    source = harden.delivered().replace(changed, "Rem")
    with pytest.raises(ValueError, match="place"):
        harden.harden(source, version)


def test_b4_without_the_builder_the_user_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(_: object) -> dict[str, bytes]:
        raise ImportError

    monkeypatch.setattr(building, "_package", missing)
    assert cli.run(["addin", "build", "-o", str(tmp_path / "x.xlam")]) == 3
    assert say("install.no_builder") in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
