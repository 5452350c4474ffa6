"""What would end a run, hang it, or lead it astray, and what is said instead.

E1  a ledger that somebody or a bad disk changed: the sentence for it, with the file's name
E2  no row of a ledger, and no link, leads outside OUT
E3  a template that does not end is stopped, and its line named
E4  a closed pipe, a full disk, a low limit of memory
"""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from inputs import base
from returns import run_here, states

from xltools.collection.batch.run import BatchError
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.names import BOOK, HOLD, RETIRED, VAULT
from xltools.collection.ledger.vault import VaultError
from xltools.examination.trial import accepted
from xltools.law.edition import Edition
from xltools.platform.files import write_whole
from xltools.report.house import BadTemplate, export, house_at

POSIX = pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with a return, and the OUT of a first run."""
    folder, out = tmp_path / "收件", tmp_path / "结果"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(base())
    assert states(run_here(folder, out, year=2024)) == {"甲.xlsx": "passed"}
    return folder, out


def rewrite(out: Path, statement: str, *values: object) -> None:
    """Change rows of the ledger, which no program of ours does."""
    with sqlite3.connect(out / VAULT) as ledger:
        rows = ledger.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        for (name,) in rows.fetchall():
            ledger.execute(f"DROP TRIGGER {name}")
        ledger.execute(statement, values)
    ledger.close()


# ------------------------------------------------------------------ E1, E2


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("sighting", "received", "2026-13-45"),
        ("sighting", "received", ""),
        ("examination", "state", "好"),
        ("examination", "written", "[1"),
        ("examination", "written", "7"),
        ("examination", "sha256", "../../外"),
        ("output", "name", "../外.docx"),
        ("output", "name", "/tmp/外.docx"),
        ("output", "name", "C:\\外.docx"),
        ("output", "name", "a\\..\\..\\外.docx"),
    ],
)
def test_e1_a_row_that_holds_anything_else_is_told_of_the_file(
    table: str, column: str, value: str, place: tuple[Path, Path]
) -> None:
    folder, out = place
    rewrite(out, f"UPDATE {table} SET {column} = ?", value)
    with pytest.raises(BatchError, match=VAULT) as told:
        run_here(folder, out)
    assert "已损坏" in str(told.value)


@pytest.mark.parametrize("page", range(1, 9))
def test_e1_a_page_written_over_is_no_fault(page: int, place: tuple[Path, Path]) -> None:
    _, out = place
    data = bytearray((out / VAULT).read_bytes())
    data[page * 4096 : page * 4096 + 4096] = b"\xff" * 4096
    (out / VAULT).write_bytes(data)
    with suppress(VaultError), Ledger.open(out) as ledger:  # and nothing else
        ledger.facts()
        for name in (*ledger.outputs(), BOOK):
            ledger.written(name)
        for sha256 in ledger.known(""):
            ledger.findings(sha256)


@POSIX
def test_e2_a_lock_and_a_ledger_that_are_links_are_not_followed(
    place: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, out = place
    treasure = tmp_path / "他人的文件"
    treasure.write_text("内容", "utf-8")
    (out / HOLD).symlink_to(treasure)
    with pytest.raises(OSError) as error:  # noqa: PT011 its file is what matters
        run_here(folder, out)
    assert error.value.filename == str(out / HOLD)
    (out / HOLD).unlink()
    (out / VAULT).rename(tmp_path / "台账")
    (out / VAULT).symlink_to(tmp_path / "台账")
    with pytest.raises(BatchError, match=VAULT):
        run_here(folder, out)
    assert treasure.read_text("utf-8") == "内容"


@POSIX
def test_e2_what_moves_aside_does_not_move_through_a_link(
    place: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, out = place
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    (out / RETIRED).symlink_to(elsewhere)
    (out / BOOK).write_bytes(b"changed by somebody")
    with pytest.raises(OSError) as error:  # noqa: PT011 as above
        run_here(folder, out)
    assert error.value.filename == str(out / RETIRED)
    assert list(elsewhere.iterdir()) == []


# ------------------------------------------------------------------ E3


@pytest.mark.parametrize(
    "endless",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in title %}{% for b in range(9999) %}{% for c in range(9999) %}{{ c }}"
        "{% endfor %}{% endfor %}{% endfor %}",
        "{% macro twice(n) %}{% if n %}{{ twice(n - 1) }}{{ twice(n - 1) }}{% endif %}"
        "{% endmacro %}{{ twice(60) }}",
        "{{ 'x' * 999999999 }}",
        "{{ 9 ** 999999999 }}",
    ],
)
def test_e3_a_template_without_end_is_stopped(
    endless: str, edition: Edition, tmp_path: Path
) -> None:
    page = export(edition)["page.html"].decode().replace("</body>", f"{endless}</body>")
    (tmp_path / "page.html").write_text(page, "utf-8")
    with pytest.raises(BadTemplate, match="没有尽头") as told:
        accepted(tmp_path / "page.html")
    assert "page.html" in str(told.value)
    house_at.cache_clear()


# ------------------------------------------------------------------ E4


def limited() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))


def program(*words: str | Path, ready: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "xltools", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, preexec_fn=ready)


@POSIX
def test_e4_a_pipe_that_is_closed_is_no_error(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.xlsx" for number in range(3)]
    for file in files:
        file.write_bytes(base())
    running = program("validate", *files)
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    with running.stderr:
        told = running.stderr.read()
    assert (running.wait(), told) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")
def test_e4_a_low_limit_of_memory_is_kept_not_failed_at(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(base())
    running = program("batch", folder, "-o", tmp_path / "结果", "--jobs", "1", ready=limited)
    told, _ = running.communicate(timeout=300)
    assert (running.returncode, "可以采用1个" in told) == (0, True)


def test_e4_a_full_disk_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for number, call in enumerate(("os.replace", "xltools.platform.files.move_over")):
        monkeypatch.setattr(call, full)
        with pytest.raises(OSError) as error:  # noqa: PT011 as above
            write_whole(tmp_path / f"{number}.docx", b"1")
        assert error.value.filename == str(tmp_path / f"{number}.docx")
    assert list(tmp_path.iterdir()) == []
