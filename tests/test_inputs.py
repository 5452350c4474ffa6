"""Every command gets through every input, says of each what it is, and calls none a fault.

B1  each input becomes what the table says, and gets the finding that it names
B2  `validate` tells of all of them, in one run and as JSON too; so does a batch, a row each
B3  `compare`, `repair` and `import` come to an end with each of them
B4  what the shared samples show, where they are here
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from inputs import Input, base, inputs
from returns import record_at, run_here, states

from xltools import cli
from xltools.collection.ledger.names import SLIPS
from xltools.collection.register.body import Body
from xltools.filing.states import FileState
from xltools.messages import say
from xltools.published.as_return.reading import sources_in

FAULT = "程序内部错误"
READ_BY_LIBREOFFICE = ("other_format", "encrypted")


@pytest.fixture(autouse=True)
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All the inputs in one folder."""
    place = tmp_path_factory.mktemp("收件")
    for each in inputs():
        (place / each.name).write_bytes(each.data)
    return place


def said(*command: str | Path) -> tuple[int, str]:
    """A command's exit code, and all that it said."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = cli.run([str(word) for word in command])
    return code, out.getvalue()


@pytest.mark.parametrize("case", inputs(), ids=lambda case: case.name)
def test_b1_each_becomes_what_the_table_says(case: Input, folder: Path) -> None:
    record = record_at(folder / case.name)
    assert record.state.value == case.state or (not case.state and record.details == "")
    assert case.finding in ["", *(located.finding.id for located in record.findings)]
    assert record.state.value != "fault"
    assert len(record.findings) == 1 or record.state.value in ("passed", "errors")


def test_b2_validate_tells_of_all(folder: Path) -> None:
    files = sorted(folder.iterdir())
    code, told = said("validate", "--format", "json", *files)
    assert code == 3
    assert {record["file"] for record in json.loads(told)} == {str(file) for file in files}
    assert FAULT not in told


def test_b2_a_batch_has_a_row_for_each(tmp_path: Path) -> None:
    place = tmp_path / "收件"
    place.mkdir()
    some = inputs()[::4]  # of every kind, for the sake of time
    for each in some:
        (place / each.name).write_bytes(each.data)
    result = run_here(place, tmp_path / "结果")
    found = states(result)
    assert found == {each.name: each.state or found[each.name] for each in some}
    assert "fault" not in found.values()
    assert not [line for line in result.summary if FAULT in line]


def test_b3_compare_answers_for_each(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><table><tr><td>1</td></tr></table></body></html>", "utf-8")
    code, told = said("compare", folder, page)
    assert code == 3
    assert FAULT not in told
    code, told = said("compare", page, folder)
    assert FAULT not in told


@pytest.mark.parametrize("command", ["repair", "import"])
def test_b3_a_fresh_workbook_or_why_there_is_none(
    command: str, folder: Path, tmp_path: Path
) -> None:
    for each in inputs():
        if each.state in ("passed", "errors", ""):
            continue
        code, told = said(command, folder / each.name, "-o", tmp_path / "修复.xlsx")
        assert (code, FAULT in told) in ((3, False), (1, False)), each.name
        assert each.name in told
    for name in ("无地址.xlsx", "坏数0.xlsx", "坏序号0.xlsx", "大写.xlsx"):
        code, told = said(command, folder / name, "-o", tmp_path / name)
        assert (tmp_path / name).is_file()
        assert FAULT not in told


def test_b3_a_whole_folder_is_imported_at_once(tmp_path: Path) -> None:
    place = tmp_path / "收件"
    place.mkdir()
    some = inputs()[1::5]
    for each in some:
        (place / each.name).write_bytes(each.data)
    code, told = said("import", "--json", place, "-o", tmp_path / "转录")
    assert (code, FAULT in told) == (3, False)
    taken = [path.stem for path in sources_in(place)]
    assert len(taken) >= len(some) * 2 // 3
    assert not [name for name in taken if name not in told]
    made = {path.stem for path in (tmp_path / "转录").iterdir()}
    assert made >= {each.name.partition(".")[0] for each in some if each.state == "passed"}


@pytest.mark.parametrize("command", ["import", "validate"])
def test_b3_what_is_not_read_of_a_folder_is_told(command: str, tmp_path: Path) -> None:
    place = tmp_path / "收件"
    (place / "下级").mkdir(parents=True)
    (place / "下级" / "好.xlsx").write_bytes(base())
    others = ("图.jpg", "一批.zip", "信.eml", "下级/无名")
    for name in (*others, "Thumbs.db", "~$好.xlsx"):
        (place / name).write_bytes(b"1")
    (place / "断.docx").symlink_to(place / "没有")
    more = ("-o", tmp_path / "转录") if command == "import" else ()
    code, told = said(command, place, *more)
    assert code == 0
    (line,) = (line for line in told.splitlines() if "图.jpg" in line)
    assert line == say("summary.not_taken", count=5, files="、".join(sorted([*others, "断.docx"])))
    assert say("summary.system", count=1, files="Thumbs.db") in told
    assert say("summary.locks", files="~$好.xlsx") in told
    (place / "下级" / "好.xlsx").unlink()
    code, told = said("import", place, *more)
    assert (code, line in told) == (2, True)


@pytest.mark.parametrize("beside", ["页_files", "页.files", "下级/页_files/更深"])
def test_b3_what_a_browser_put_beside_a_page_is_no_report_of_its_own(
    beside: str, tmp_path: Path
) -> None:
    place = tmp_path / "收件_files"
    (place / beside).mkdir(parents=True)
    for name in ("页.html", f"{beside}/框.html"):
        (place / name).write_text("<p>正文</p>", "utf-8")
    assert list(sources_in(place)) == [place / "页.html"]
    told = said("validate", place)[1]
    assert say("summary.not_taken", count=1, files=f"{beside}/框.html") in told


# ------------------------------------------------------------------ what is no plain file


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_b2_what_is_no_plain_file_has_a_row_and_is_never_opened(tmp_path: Path) -> None:
    place = tmp_path / "收件"
    place.mkdir()
    (place / "好.xlsx").write_bytes(base())
    for name in ("管道.xlsx", "管道.zip", "管道.html"):
        os.mkfifo(place / name)
    (place / "零.xlsx").symlink_to("/dev/zero")
    (place / "零.zip").symlink_to("/dev/zero")
    (place / "链.xlsx").symlink_to(place / "管道.xlsx")
    (place / "断.xlsx").symlink_to(place / "没有")
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as bound:
        os.chdir(place)  # a socket's name is short
        bound.bind("套.xlsx")
        found = states(run_here(place, tmp_path / "结果"))
    assert found.pop("好.xlsx") == "passed"
    assert len(found) == 8
    assert set(found.values()) == {"not_a_file"}
    assert not (tmp_path / "结果" / SLIPS).exists()
    code, told = said("validate", *sorted(place.iterdir()))
    assert (code, FAULT in told) == (3, False)
    code, told = said("compare", place, place)
    assert FAULT not in told


def test_b2_what_may_not_be_read_says_so_and_its_body_is_asked_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "收件"
    place.mkdir()
    (place / "好.xlsx").write_bytes(base())
    names = ("甲局.xlsx", "乙局.docx", "丙局.html", "丁局.zip", "戊局.pdf")
    for name in names:
        (place / name).write_bytes(base())
    may_open: Any = Path.open

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if path.name in names:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return may_open(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)
    result = run_here(place, tmp_path / "结果", year=2024, register=[Body("乙局"), Body("丙局")])
    assert states(result) == {"好.xlsx": "passed", **dict.fromkeys(names, "not_opened")}
    assert not (tmp_path / "结果" / SLIPS).exists()
    refused = {row.record.file: row.record.findings for row in result.rows}
    assert {refused[name][0].finding.id for name in names} == {"I-NOT-ALLOWED"}
    assert [one.perhaps for one in result.account.standings if one.body] == [
        ("乙局.docx",),
        ("丙局.html",),
    ]
    for command in ("validate", "repair", "import"):
        for name in names:
            more = () if command == "validate" else ("-o", tmp_path / "出.xlsx")
            code, told = said(command, place / name, *more)
            assert (code, FAULT in told) == (3, False)
            assert say("reader.not_allowed") in "".join(told.split())
    code, told = said("compare", place / "好.xlsx", place / "乙局.docx")
    assert FileState.NOT_OPENED.label in told


def test_b2_what_systems_make_by_themselves_is_told_in_one_line(tmp_path: Path) -> None:
    import zipfile

    place = tmp_path / "收件"
    place.mkdir()
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~WRL0001.tmp", "A1B2.tmp"):
        (place / name).write_bytes(b"1")
    with zipfile.ZipFile(place / "一批.zip", "w") as archive:
        archive.writestr("好.xlsx", base())
        archive.writestr("下级/.DS_Store", b"1")
        archive.writestr("__MACOSX/._好.xlsx", b"1")
        archive.writestr("~$好.xlsx", b"1")
    result = run_here(place, tmp_path / "结果")
    assert states(result) == {"一批.zip/好.xlsx": "passed"}
    assert result.exit_code == 0
    (line,) = [line for line in result.summary if "Thumbs.db" in line]
    assert "6个" in line
    (locks,) = [line for line in result.summary if "~$好.xlsx" in line]
    assert "._好.xlsx" in locks


# ------------------------------------------------------------------ B4

SHARED = {
    "01_SharedStrings_case.xlsx": "passed",
    "03_workbook2.xlsx": "passed",
    "04_no_r.xlsx": "passed",
    "08_sst_utf16.xlsx": "passed",
    "16d_tn1.xlsx": "passed",
    "20_date1904_general.xlsx": "passed",
    "51_backslash_target.xlsx": "passed",
    "55_root_package.xlsx": "passed",
    "enc.xls": "encrypted",
    "mail.eml": "not_workbook",
    "vol.zip.001": "not_workbook",
    "x.numbers": "other_format",
    "hostile/171_mimetype_lzma_garbage.xlsx": "unreadable",
    "hostile/196_zip64_offset.xlsx": "unreadable",
    "hostile/F1_panic_ninf_date.xlsx": "unreadable",
    "hostile/F_overflow_duration.xlsx": "unreadable",
    "hostile/F_redos_formula.xlsx": "passed",
    "hostile/rels_other_workbook.xlsx": "errors",
    "hostile/total_formula_string99.xlsx": "errors",
}


@pytest.mark.parametrize("name", SHARED)
def test_b4_the_shared_samples(name: str, shared: Path) -> None:
    record = record_at(shared / "faults" / name)
    assert record.state.value == SHARED[name]


def test_b4_a_number_is_a_day_of_the_workbooks_own_calendar(shared: Path) -> None:
    from xltools.reader import read_return

    reading = read_return(shared / "faults" / "20_date1904_general.xlsx")
    assert reading.filing is not None
    assert reading.filing.cover["date"].startswith("2026-")
