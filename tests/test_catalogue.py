"""docs/rules.md holds what `xltools rules` prints. `python tests/test_catalogue.py` renews it."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

from xltools.checks.catalogue import catalogue
from xltools.cli import run
from xltools.law.edition import Edition

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rules.md"
BEGIN, END = "<!-- generated: xltools rules -->\n", "<!-- end of what is generated -->\n"


def printed() -> str:
    """What `xltools rules` prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert run(["rules"]) == 0
    return out.getvalue()


def renewed(page: str) -> str:
    """The page with its generated block made anew."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n```text\n{printed()}```\n\n{END}{after}"


def test_the_page_of_rules_is_what_the_command_prints() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "run: python tests/test_catalogue.py"


def test_the_catalogue_names_every_rule_and_check_once(edition: Edition) -> None:
    ids = [entry.id for entry in catalogue(edition)]
    assert len(set(ids)) == len(ids)
    assert {rule.id for rule in edition.rules} <= set(ids)
    assert all(entry.law and entry.sentence for entry in catalogue(edition))


def test_the_command_prints_every_entry_with_its_law(edition: Edition) -> None:
    lines = printed()
    for entry in catalogue(edition):
        assert entry.id in lines
        assert entry.sentence in lines
        assert entry.law in lines


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
