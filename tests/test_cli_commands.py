"""The command line: exit codes, one sentence a failure, nothing lost on the way.

L1 exit codes: 0 may be returned, 1 errors or unfilled, 2 misused, 3 not read, 130 interrupted
L2 every failure is one Chinese sentence, never a traceback
L3 figures and texts go in and come out unchanged
L4 the console is never a reason to fail, nor steered by a return's text
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from altered import Alteration, Altered
from docx import Document
from filings import busy
from jsonschema import Draft202012Validator
from returns import book_of, failing, passing, save, unfilled

from xltools import cli
from xltools.cli.commands import COMMANDS
from xltools.collection.ledger.names import HOLD, VAULT
from xltools.filing.codec import dumps, loads
from xltools.law.edition import Edition
from xltools.law.rule import Severity
from xltools.layout.return_book import layout_of
from xltools.messages import say
from xltools.platform.desktop import own_folder
from xltools.reader import read_return
from xltools.report import endings
from xltools.template import pour

_HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def good(edition: Edition, tmp_path: Path) -> Path:
    return save(passing(edition), tmp_path / "好.xlsx")


@pytest.fixture
def bad(edition: Edition, tmp_path: Path) -> Path:
    return save(failing(edition), tmp_path / "错.xlsx")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04")
    return path


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was opened for the user to see."""
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    monkeypatch.setattr("xltools.cli.output.open_with_its_program", open_it)
    return opened


def one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and bool(_HAN.search(text))


# ------------------------------------------------------------------ L1


def test_l1_validate_exits_with_the_gravest_of_its_files(
    good: Path, bad: Path, broken: Path, edition: Edition, tmp_path: Path
) -> None:
    open_cells = save(unfilled(edition), tmp_path / "未填完.xlsx")
    assert cli.run(["validate", str(good)]) == 0
    assert cli.run(["validate", str(good), str(bad)]) == 1
    assert cli.run(["validate", str(open_cells)]) == 1
    assert cli.run(["validate", str(broken), str(bad)]) == 3
    assert cli.run(["validate", str(tmp_path / "没有.xlsx")]) == 3


@pytest.mark.parametrize("more", [["-o", "a.txt"], ["-o", "a.xlsx", "--year", "20255"]])
def test_l1_a_slip_in_a_name_or_a_year_is_no_workbook(
    more: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(["template", *more]) == 2
    assert one_sentence(capsys.readouterr().err)
    assert not list(tmp_path.iterdir())


def test_l1_read_report_and_batch_exit_alike(
    good: Path, bad: Path, broken: Path, tmp_path: Path
) -> None:
    for file, code in ((good, 0), (bad, 1), (broken, 3)):
        out = str(tmp_path / file.stem)
        assert cli.run(["read", str(file), "--json"]) == code
        assert cli.run(["report", str(file), "-o", out]) == code
    folder = str(tmp_path)
    assert cli.run(["batch", folder, "-o", str(tmp_path / "out"), "--jobs", "1"]) == 3


@pytest.mark.parametrize(
    "line",
    [
        "template",
        "validate",
        "nothing",
        "template --no-such-option",
        "template -o x.xlsx --year abc",
        "template -o x.xlsx --year 2018",
        "template -o x.xlsx --kind 公司",
        "validate x.xlsx --format yaml",
        "batch nowhere -o out",
        "batch nowhere -o out --jobs 0",
    ],
)
def test_l1_l2_a_misused_command_line_is_one_sentence(
    line: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(line.split()) == 2
    printed = capsys.readouterr()
    assert one_sentence(printed.err)
    assert printed.out == ""
    assert list(tmp_path.iterdir()) == []


def test_l1_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    assert "validate" in capsys.readouterr().err


# ------------------------------------------------------------------ L2


def test_l2_a_report_with_errors_is_refused_and_says_which(
    bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["report", str(bad), "-o", str(tmp_path / "out")]) == 1
    printed = capsys.readouterr().err
    assert "T3-BALANCE/business" in printed
    assert "--draft" in printed
    assert not (tmp_path / "out").exists()


def by_ending(folder: Path) -> dict[str, Path]:
    """The documents in a folder by their ending, all of one name."""
    word = next(folder.glob("*.docx"))
    return {path.name.removeprefix(word.stem): path for path in folder.iterdir()}


def test_l2_a_draft_is_rendered_in_spite_of_errors(bad: Path, tmp_path: Path) -> None:
    assert cli.run(["report", str(bad), "-o", str(tmp_path / "out"), "--draft"]) == 1
    made = by_ending(tmp_path / "out")
    assert set(made) == set(endings.PACKAGE)
    assert all("草稿" in path.name for path in made.values())
    for ending in (endings.PAGE, endings.FRAGMENT, endings.SHORT):
        assert "草稿" in made[ending].read_text(encoding="utf-8"), ending


def test_l2_a_clean_return_gets_its_documents(good: Path, tmp_path: Path) -> None:
    assert cli.run(["report", str(good), "-o", str(tmp_path / "out")]) == 0
    made = by_ending(tmp_path / "out")
    proof = say("collection.proof") + endings.WORD
    assert set(made) == {*endings.PACKAGE, proof}
    for ending in (endings.PAGE, endings.FRAGMENT, endings.SHORT):
        assert "草稿" not in made[ending].read_text(encoding="utf-8"), ending


def test_l2_a_proof_promises_no_code_that_the_cover_does_not_show(
    good: Path, edition: Edition, tmp_path: Path
) -> None:
    """Where a number was typed as a text, the workbook leaves it out of its code."""
    workbook = openpyxl.load_workbook(good)
    spot = layout_of(edition).figures["requests.new.business"]
    cell = workbook[spot.sheet][spot.address]
    promise, typed = "应与工作簿“封面”所示一致", tmp_path / "typed.xlsx"
    for text in (str(cell.value), f" {cell.value}", f"{cell.value}.0"):
        workbook[spot.sheet][spot.address] = text
        workbook[spot.sheet][spot.address].data_type = "s"
        workbook.save(typed)
        said = proof_said(typed, tmp_path / "out")
        assert promise not in said
        assert "可能与此不同" in said
    assert promise in proof_said(good, tmp_path / "good")


def proof_said(book: Path, folder: Path) -> str:
    """What the 送审稿 of a return says in its paragraphs."""
    assert cli.run(["report", str(book), "-o", str(folder)]) == 0
    (proof,) = folder.glob(f"*{say('collection.proof')}{endings.WORD}")
    return "\n".join(paragraph.text for paragraph in Document(str(proof)).paragraphs)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"edition": "1999"}', b'{"cover": {"nobody": 1}}', b"\xff\xfe\x00"]
)
def test_l2_bad_data_is_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data.json"
    data.write_bytes(content)
    assert cli.run(["fill", str(data), "-o", str(tmp_path / "x.xlsx")]) == 3
    assert one_sentence(capsys.readouterr().err)
    assert not (tmp_path / "x.xlsx").exists()


def test_l2_a_place_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["template", "-o", str(tmp_path / "没有" / "x.xlsx")]) == 3
    assert one_sentence(capsys.readouterr().err)


def test_l2_a_fault_of_the_program_is_one_sentence_and_its_place_is_logged(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("narrative text")

    monkeypatch.setattr("xltools.examination.examine.confront", fail)
    log = tmp_path / "log.txt"
    command = ["report", str(good), "-o", str(tmp_path / "out")]
    assert cli.run([*command, "--log", str(log)]) == 3
    assert one_sentence(capsys.readouterr().err)
    logged = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in logged
    assert "narrative text" not in logged


@pytest.mark.parametrize("command", COMMANDS)
def test_l2_a_fault_names_the_log_only_where_the_command_has_one(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.run([command, "--help"]) == 0
    has_log = "--log" in capsys.readouterr().out

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", fail)
    assert cli.run([command]) == 3
    told = capsys.readouterr().err
    assert one_sentence(told)
    assert ("--log" in told) == has_log


def test_l2_the_log_holds_no_text_of_a_return(edition: Edition, tmp_path: Path) -> None:
    filing = failing(edition, site="某某县人民政府网站")
    file = save(filing, tmp_path / "a.xlsx")
    log = tmp_path / "log.txt"
    assert cli.run(["validate", str(file), "--log", str(log)]) == 1
    logged = log.read_text(encoding="utf-8")
    assert "T3-BALANCE/business" in logged
    texts = [text for lines in filing.narratives.values() for text in lines]
    assert not [text for text in (*texts, filing.cover["site"], filing.name) if text in logged]


# ------------------------------------------------------------------ L3


def test_l3_json_fill_read_gives_the_same_filing(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filing = busy(edition)
    (tmp_path / "data.json").write_text(dumps(filing), encoding="utf-8-sig")
    book = str(tmp_path / "book.xlsx")
    assert cli.run(["fill", str(tmp_path / "data.json"), "-o", book]) == 0
    capsys.readouterr()
    assert cli.run(["read", book, "--json"]) == 0
    assert loads(capsys.readouterr().out) == filing


def test_l3_repair_pours_a_changed_return_into_a_fresh_workbook(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = {"三依申请": Alteration("表三", rows=(9,), columns=(1,))}
    changed, fresh = tmp_path / "改过.xlsx", tmp_path / "新.xlsx"
    changed.write_bytes(Altered(book_of(passing(edition)), changes, stamped=False).bytes())
    before = changed.read_bytes()
    assert cli.run(["repair", str(changed), "-o", str(fresh)]) == 0
    assert "I-RELOCATED" in capsys.readouterr().out
    assert changed.read_bytes() == before
    assert cli.run(["validate", str(fresh), "--format", "json"]) == 0
    assert "I-RELOCATED" not in capsys.readouterr().out
    reading = read_return(fresh)
    assert reading.filing == passing(edition)


def test_l3_repair_names_what_stood_beside_the_form(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filing = passing(edition)
    changed, fresh = tmp_path / "改过.xlsx", tmp_path / "新.xlsx"
    changed.write_bytes(pour(filing))
    assert cli.run(["repair", str(changed), "-o", str(fresh)]) == 0
    assert "I-DROPPED" not in capsys.readouterr().out
    workbook = openpyxl.load_workbook(changed)
    workbook["三依申请"]["K12"] = "其中2件为重复"
    workbook.save(changed)
    assert cli.run(["repair", str(changed), "-o", str(fresh)]) == 0
    printed = capsys.readouterr().out
    assert "I-DROPPED" in printed
    assert "三依申请!K12" in printed


def test_l2_repair_of_what_holds_no_return_writes_nothing(tmp_path: Path) -> None:
    foreign = tmp_path / "扫描件.xlsx"
    foreign.write_bytes(b"%PDF-1.7")
    assert cli.run(["repair", str(foreign), "-o", str(tmp_path / "新.xlsx")]) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["扫描件.xlsx"]


def test_l3_what_read_prints_fits_the_schema(
    good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert cli.run(["read", str(good)]) == 0
    Draft202012Validator(schema).validate(json.loads(capsys.readouterr().out))  # pyright: ignore[reportUnknownMemberType]


def test_l3_a_template_takes_the_identity_it_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = str(tmp_path / "x.xlsx")
    given = ["--year", "2025", "--body", "测试县民政局", "--code", "A01", "--kind", "政府部门"]
    assert cli.run(["template", *given, "-o", book]) == 0
    capsys.readouterr()
    assert cli.run(["read", book]) == 1
    cover = json.loads(capsys.readouterr().out)["cover"]
    assert cover == {"name": "测试县民政局", "code": "A01", "body_kind": "政府部门", "year": 2025}


def test_l3_another_file_of_the_same_name_is_kept(tmp_path: Path) -> None:
    book = tmp_path / "x.xlsx"
    book.write_bytes(b"somebody's work")
    assert cli.run(["template", "-o", str(book)]) == 0
    assert (tmp_path / "x（2）.xlsx").read_bytes() == b"somebody's work"
    assert cli.run(["template", "-o", str(book)]) == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_l3_findings_as_json_say_all_there_is(
    bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["validate", str(bad), "--format", "json"]) == 1
    (file,) = json.loads(capsys.readouterr().out)
    assert (file["state"], file["errors"], file["may_be_returned"]) == ("errors", 1, False)
    found = {finding["id"]: finding for finding in file["findings"]}["T3-BALANCE/business"]
    assert found["severity"] == Severity.ERROR.value
    assert found["right"] != found["left"]
    assert found["sheet"] in found["place"]
    assert found["cells"]
    assert all(found[key] for key in ("sentence", "remedy", "law", "rule"))


def test_l3_the_rules_are_listed_with_their_law(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("T3-BALANCE") and "30号" in line for line in lines)


def test_l3_open_shows_the_findings_of_all_files_as_one_page(
    good: Path, bad: Path, broken: Path, shown: list[Path]
) -> None:
    assert cli.run(["validate", "--open", str(good), str(bad), str(broken)]) == 3
    (page,) = shown
    text = page.read_text("utf-8")
    assert page.parent == own_folder()
    assert all(str(file) in text for file in (good, bad, broken))
    assert "T3-BALANCE/business" in text
    assert text.count("<table>") == 3
    assert not re.search(r"<script|href=|src=", text)


def test_l3_a_dropped_folder_gets_its_result_beside_it(
    edition: Edition, tmp_path: Path, shown: list[Path]
) -> None:
    folder = tmp_path / "收件"
    save(passing(edition), folder / "好.xlsx")
    assert cli.run(["batch", "--open", str(folder), "--jobs", "1"]) == 0
    assert shown == [tmp_path / "收件-结果" / "台账.xlsx"]
    assert [path.name for path in folder.iterdir()] == ["好.xlsx"]


def test_l3_a_result_that_nothing_can_open_is_named(
    good: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shown: list[Path],
) -> None:
    def nothing_can(path: Path) -> bool:
        shown.append(path)
        return False

    monkeypatch.setattr("xltools.cli.output.open_with_its_program", nothing_can)
    assert cli.run(["validate", "--open", str(good)]) == 0
    assert say("cli.cannot_show", file=shown[0]) in capsys.readouterr().err


# ------------------------------------------------------------------ L4


def test_l4_text_of_a_return_is_no_markup_and_no_control_sequence(
    edition: Edition, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = save(failing(edition, name="[red]甲[/red]\x7f"), tmp_path / "[bold]a.xlsx")
    assert cli.run(["validate", str(file)]) == 1
    printed = capsys.readouterr().out
    assert "[red]甲[/red]" in printed
    assert "[bold]a.xlsx" in printed
    assert "\x7f" not in printed
    assert "\x1b" not in printed


def _xltools(*arguments: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    environment = {"PYTHONIOENCODING": encoding, "PATH": "", "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-m", "xltools", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=environment, timeout=60)


def test_l4_a_gbk_console_shows_findings_and_loses_no_data(
    edition: Edition, tmp_path: Path
) -> None:
    file = save(failing(edition, name="㐀县🙂局"), tmp_path / "a.xlsx")
    table = _xltools("validate", str(file), encoding="gbk")
    assert (table.returncode, table.stderr) == (1, b"")
    assert "三依申请" in table.stdout.decode("gbk")
    data = _xltools("read", str(file), encoding="gbk")
    assert json.loads(data.stdout.decode("gbk"))["cover"]["name"] == "㐀县🙂局"


def test_l4_help_waits_for_no_heavy_library() -> None:
    code = (
        "import sys; from xltools import cli; cli.run(['--help']);"
        "print([m for m in ('openpyxl', 'lxml', 'docx', 'jinja2', 'rich', 'pebble',"
        " 'python_calamine') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stderr.decode().strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_l1_ctrl_c_leaves_nothing_but_the_ledger(edition: Edition, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    made = save(passing(edition), folder / "0.xlsx").read_bytes()
    for number in range(1, 250):  # a comment of its own each: one content is read only once
        (folder / f"{number}.xlsx").write_bytes(made[:-2] + b"\x04\0%04d" % number)
    command = [sys.executable, "-m", "xltools", "batch", str(folder), "-o", str(out)]
    process = subprocess.Popen(  # whoever started the tests may be deaf to it, and heirs are too
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 120
    while not (out / VAULT).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)  # in the midst of its files, which take it some seconds
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert one_sentence(errors.decode())
    assert {path.name for path in out.iterdir()} <= {VAULT, HOLD}
