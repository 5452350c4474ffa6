"""What is kept is codes: no reworded sentence voids a decision or examines anything anew.

What a stored finding says is said anew, in the words of today.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from ledgers import rows, write_into
from returns import failing, passing, record_at, run_here, save, unfilled

from xltools import messages
from xltools.checks import FAMILIES
from xltools.collection.batch import examine_new
from xltools.collection.ledger.facts import CHOICES, Choice, Decision, Field, kept_as, shown_as
from xltools.collection.ledger.judged_by import printer, program
from xltools.collection.ledger.ledger import Ledger
from xltools.collection.ledger.stored import findings_text, located_from
from xltools.collection.ledger_book.book import files_table, findings_table
from xltools.examination.record import Located
from xltools.filing import retold
from xltools.filing.findings import Finding, Verdict
from xltools.law.edition import EDITIONS, Edition, load
from xltools.law.rule import Severity
from xltools.messages import Sentence, say, together

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
        assert kept_as(field, choice.label) == choice.value
        assert shown_as(field, choice.value) == choice.label
        assert kept_as(field, choice.value) == choice.value


def test_what_the_first_version_kept_is_understood() -> None:
    known = {text: {kept_as(field, text) for field in CHOICES} - {text} for text in FIRST_WORDS}
    assert known == {text: {code} for text, code in FIRST_WORDS.items()}


@pytest.mark.parametrize("text", ["", "是的", "yes ", "待核"])
def test_any_other_text_stays_what_it_is(text: str) -> None:
    assert {kept_as(field, text) for field in Field} == {text}
    assert kept_as(Field.OPINION, "是") == "是"


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
    reworded(monkeypatch, {"choice.no": "不用"})
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
    "checks/text/numbers.py": True,
    "reader/form/intake.py": True,
    "law/editions/2021/form.toml": True,
    "law/editions/2021/rules.toml": False,
    "messages/zh_CN/report.toml": False,
    "messages/zh_CN/words.toml": True,
    "report/text.py": False,
    "version.py": False,
}
"""Files of the program, and whether one more line in them examines everything anew."""
REPORTED = ("messages/zh_CN/report.toml", "report/text.py", "published/ours/parity.py")
RULES = {
    "remedy = ": False,
    "label = ": False,
    "law = ": False,
    "claim = ": True,
    "severity = ": True,
}
"""Lines of a rule, and whether without them it judges otherwise."""


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
    forget()
    assert (program(root) != program()) == CHANGED[name]
    assert (printer(root) != printer()) == (name in REPORTED)


@pytest.mark.parametrize("line", RULES)
def test_of_a_rule_only_what_it_judges_by_counts(line: str, copied: Callable[[], Path]) -> None:
    root = copied()
    file = root / "law/editions/2021/rules.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines.remove(next(text for text in lines if text.startswith(line)))
    file.write_text("\n".join(lines), encoding="utf-8")
    forget()
    assert (program(root) != program()) == RULES[line]


def forget() -> None:
    program.cache_clear()
    printer.cache_clear()


# ------------------------------------------------------------------ said anew


def reworded(monkeypatch: pytest.MonkeyPatch, codes: Mapping[str, str]) -> None:
    known = messages._sentences()  # pyright: ignore[reportPrivateUsage]
    assert codes.keys() <= known.keys()
    monkeypatch.setattr(messages, "_sentences", lambda: {**known, **codes})


def test_reworded_sentences_are_shown_and_nothing_is_examined_or_lost(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tmp_path / "收件", tmp_path / "结果"
    folder.mkdir()
    filing = passing(edition)
    told = ("本机关2024年共收到政府信息公开申请987件，均依法办理。",)
    doubted = replace(filing, narratives={**filing.narratives, "on_request": told})
    save(doubted, folder / "a.xlsx")
    run_here(folder, out)
    doubt = "C-FIGURE/on_request/received"
    said = {"ruling": Choice.ACCEPTED.label, "why_not": "口径不同，已核实"}
    write_into(out, findings_table(), "rule", doubt, said)
    run_here(folder, out)
    reworded(monkeypatch, {"check_figure.sentence": "新话：{quote}", "check_figure.remedy": "改"})
    monkeypatch.setattr(examine_new, "work", never)
    for _ in range(2):
        run_here(folder, out)
    row = next(row for row in rows(out, findings_table()) if row["rule"] == doubt)
    assert row["sentence"].startswith("新话：本机关2024年共收到政府信息公开申请987件")
    assert row["remedy"] == "改"
    assert (row["ruling"], row["why_not"]) == (said["ruling"], said["why_not"])
    assert row["verdict"] == say("verdict.explained")


def never(task: object) -> NoReturn:
    raise AssertionError(task)


def test_a_reworded_rule_says_its_remedy_anew(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = record_at(save(failing(edition), tmp_path / "a.xlsx"))
    first = next(f.finding for f in record.findings if f.finding.rule == "T3-BALANCE")
    old = next(rule.remedy for rule in edition.rules if rule.id == "T3-BALANCE")
    hint = first.remedy.removeprefix(old)
    rules = tuple(replace(rule, remedy="请重新核对。") for rule in edition.rules)
    altered = replace(edition, rules=rules)

    def load_altered(name: str) -> Edition:
        assert name == edition.id
        return altered

    monkeypatch.setattr(retold, "load", load_altered)
    again = {f.finding.id: f.finding for f in located_from(findings_text(record.findings))}
    assert again[first.id].remedy == "请重新核对。" + hint
    assert (again[first.id].sentence, again[first.id].law) == (first.sentence, first.law)
    hinted = together("", (first.remedy, say("nearest.hint", listed="甲")))
    assert retold.said_anew(retold.as_kept(hinted)) == "请重新核对。" + say(
        "nearest.hint", listed="甲"
    )


KEPT = {
    "一句": "一句",
    ("旧话", "no.such", ()): "旧话",
    ("旧话", "confront.unfilled_field", ()): "旧话",
    ("旧话", "rule", (("edition", "1999"), ("rule", "T3-ROW"), ("text", "law"))): "旧话",
    ("旧话", "rule", (("edition", "2021"), ("rule", "T0"), ("text", "law"))): "旧话",
    ("旧话", "confront.unfilled_balance", ()): "所涉单元格未填完，暂不能核对",
}


@pytest.mark.parametrize("text", KEPT)
def test_what_cannot_be_said_any_more_stands_as_it_was(text: str | tuple[str, str, Any]) -> None:
    data = text if isinstance(text, str) else [*text[:2], dict(text[2])]
    said = retold.said_anew(data)
    assert said == KEPT[text]
    assert retold.said_anew(json.loads(json.dumps(retold.as_kept(said)))) == said


def test_a_personal_number_is_kept_nowhere() -> None:
    number = "110101199003077758"
    said = say("confront.invalid_text", label="甲", text=number)
    finding = Finding("X", Severity.ERROR, Verdict.FAIL, said, "", "")
    kept = findings_text([Located(finding)])
    assert number not in finding.sentence
    assert number not in kept
    assert located_from(kept)[0].finding == finding
    assert isinstance(finding.sentence, Sentence)


@pytest.mark.parametrize("name", ["busy", "failing", "unfilled"])
def test_every_finding_is_said_again_as_it_was(name: str, edition: Edition, tmp_path: Path) -> None:
    filing = {"busy": passing, "failing": failing, "unfilled": unfilled}[name](edition)
    record = record_at(save(filing, tmp_path / "a.xlsx"))
    again = located_from(findings_text(record.findings))
    assert again == record.findings
    assert findings_text(again) == findings_text(record.findings)
    assert all(isinstance(f.finding.remedy, Sentence) for f in again if f.finding.remedy)


NAMES_FOR_GOOD = Path(__file__).parent / "data" / "finding-names.txt"


def test_no_finding_is_renamed() -> None:
    """An id is a name for good: explanations and decisions are kept under it."""
    told = {
        f"{group}.{name}"
        for file in (PACKAGE / "messages" / "zh_CN").glob("*.toml")
        for group, names in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for name in names
        if f"{name}_remedy" in names
    }
    ids = {check.id for family in FAMILIES for check in family.CHECKS}
    ids |= {rule.id for one in EDITIONS for rule in load(one).rules}
    kept = set(NAMES_FOR_GOOD.read_text(encoding="utf-8").split())
    assert kept <= told | ids
