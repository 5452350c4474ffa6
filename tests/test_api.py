"""The door for other programs: docs/api.md is true, and `import xltools` offers just that."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filings import busy

import xltools
from xltools import api
from xltools.law.edition import Edition, latest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
ROOMS = {path.stem for path in Path(xltools.__file__).parent.iterdir()}


def test_the_examples_of_the_page_run_one_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    for example in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(example, str(PAGE), "exec"), known)


def test_a_return_that_passes_is_reported_and_added_up(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "收件").mkdir()
    xltools.fill(busy(edition), tmp_path / "收件" / "a.xlsx")
    record = xltools.validate(tmp_path / "收件" / "a.xlsx")
    assert record.exit_code == 0
    made = xltools.make_report(tmp_path / "收件" / "a.xlsx", tmp_path / "报告")
    assert all(path.stat().st_size for path in made)
    xltools.run_batch(tmp_path / "收件", tmp_path / "结果", year=2024, jobs=1)
    summed = xltools.aggregate(tmp_path / "结果", tmp_path / "汇总.xlsx")
    assert (tmp_path / "汇总.xlsx").exists()
    assert dict(summed.sum.total.filing.values) == dict(busy(edition).values)


CANNOT: tuple[Callable[[Path], object], ...] = (
    lambda here: xltools.fill("{", here / "a.xlsx"),
    lambda here: xltools.fill({"edition": "1999"}, here / "a.xlsx"),
    lambda here: xltools.make_report(here / "没有.xlsx", here),
    lambda here: xltools.run_batch(here / "没有", here / "结果"),
    lambda here: xltools.run_batch(here, here / "结果", register=here / "没有.xlsx"),
    lambda here: xltools.aggregate(here / "没有", here / "汇总.xlsx"),
)


@pytest.mark.parametrize("call", CANNOT)
def test_what_cannot_be_done_is_one_kind_of_error_with_a_chinese_sentence(
    call: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(xltools.XltoolsError, match=r"[\u4e00-\u9fff]"):
        call(tmp_path)


def test_every_name_is_there_typed_and_no_room_s() -> None:
    offered = set(xltools.__all__) - {"__version__"}
    assert not offered & ROOMS
    for name in offered:
        assert getattr(xltools, name) is getattr(api, name)
        assert inspect.getdoc(getattr(xltools, name))
    own = {
        n
        for n, item in vars(api).items()
        if inspect.isfunction(item) and item.__module__ == api.__name__ and n[0] != "_"
    }
    assert own <= offered
    assert (Path(xltools.__file__).parent / "py.typed").exists()
    with pytest.raises(AttributeError):
        _ = xltools.nothing


def test_a_mere_import_loads_no_room() -> None:
    code = "import sys, xltools; print(sorted(m for m in sys.modules if m.startswith('xltools.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['xltools.version']"
    assert latest()
