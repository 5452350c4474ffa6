"""What is kept is codes: no reworded sentence voids a decision or examines anything anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ledgers import rows, write_into
from returns import passing, run_here, save

from xltools import messages
from xltools.collection.ledger.facts import CHOICES, Choice, Decision, Field, chosen, shown_as
from xltools.collection.ledger.judged_by import program
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger_book.book import files_table
from xltools.law.edition import Edition

PACKAGE = Path(messages.__file__).parents[1]
FIRST_WORDS = {
    "是": "yes",
    "否": "no",
    "代填": "by_the_office",
    "认可": "accepted",
    "不认可": "refused",
}


@pytest.mark.parametrize("field", CHOICES)
def test_a_choice_is_kept_as_its_code_and_shown_as_its_word(field: Field) -> None:
    for choice in CHOICES[field]:
        assert chosen(field, choice.label) == choice.value
        assert shown_as(field, choice.value) == choice.label
        assert chosen(field, choice.value) == choice.value


def test_what_the_first_version_kept_is_understood() -> None:
    known = {text: {chosen(field, text) for field in CHOICES} - {text} for text in FIRST_WORDS}
    assert known == {text: {code} for text, code in FIRST_WORDS.items()}


@pytest.mark.parametrize("text", ["", "是的", "yes ", "待核"])
def test_any_other_text_stays_what_it_is(text: str) -> None:
    assert {chosen(field, text) for field in Field} == {text}
    assert chosen(Field.OPINION, "是") == "是"


def test_a_decision_of_the_first_version_holds(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, create=True) as ledger, ledger.adding():
        for serial, (text, code) in enumerate(FIRST_WORDS.items()):
            field = next(f for f, choices in CHOICES.items() if Choice(code) in choices)
            ledger.decide(Decision(1, f"h{serial}", field, text))
        assert [d.value for d in ledger.decisions().values()] == list(FIRST_WORDS.values())


def test_a_reworded_choice_voids_no_decision(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tmp_path / "收件", tmp_path / "结果"
    folder.mkdir()
    save(passing(edition), folder / "a.xlsx")
    run_here(folder, out)
    write_into(out, files_table(), "file", "a.xlsx", {"adopt": Choice.NO.label})
    run_here(folder, out)
    reworded = {**messages._sentences(), "choice.no": "不用"}  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(messages, "_sentences", lambda: reworded)
    files_table.cache_clear()
    try:
        for _ in range(2):  # the book says the old word, then the new one
            run_here(folder, out)
            (row,) = rows(out, files_table())
            assert row["adopt"] == "不用"
        with Ledger.open(out) as ledger:
            assert [d.value for d in ledger.decisions().values()] == [Choice.NO]
    finally:
        files_table.cache_clear()


CHANGED: dict[str, bool] = {
    "ribbon/ribbon.xml": False,
    "messages/zh_CN/checks.toml": False,
    "messages/zh_CN/collection.toml": False,
    "cli/returns.py": False,
    "checks/numbers.py": True,
    "reader/intake.py": True,
    "law/editions/2021/rules.toml": True,
    "messages/zh_CN/report.toml": True,
}
"""Files of the program, and whether one more line in them examines everything anew."""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    base = tmp_path_factory.mktemp("program")
    numbers = iter(range(100))

    def copy() -> Path:
        target = base / str(next(numbers)) / "xltools"
        return Path(shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__")))

    return copy


@pytest.mark.parametrize("name", CHANGED)
def test_only_what_judges_and_reports_examines_anew(name: str, copied: Callable[[], Path]) -> None:
    root = copied()
    assert (root / name).is_file()
    assert program(root) == program()
    with (root / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    program.cache_clear()
    assert (program(root) != program()) == CHANGED[name]
