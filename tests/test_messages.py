"""Sentences: quotes within quotes are inner ones, and what people wrote stands as it is."""

from __future__ import annotations

import pytest

from xltools.law.edition import Edition
from xltools.messages import say


def test_a_label_in_quotes_has_inner_quotes(edition: Edition) -> None:
    labels = {cell.label for cell in edition.form.cells.values() if "“" in cell.label}
    assert labels
    for label in labels:
        said = say("confront.unfilled_field", label=label)
        assert (said.count("“"), said.count("”")) == (1, 1)
        assert said.count("‘") == label.count("“")


def test_what_people_wrote_and_names_of_files_are_quoted_as_they_are() -> None:
    assert "“见“附件””" in say("confront.invalid_text", label="甲", text="见“附件”")
    assert "“新“表”.xlsx”" in say("office.not_read", file="新“表”.xlsx", reason="")


def test_a_sentence_without_its_context_is_a_fault() -> None:
    with pytest.raises(KeyError):
        say("confront.unfilled_field")
    with pytest.raises(KeyError):
        say("confront.unfilled_field", text="甲")


def test_what_an_office_knows_of_a_body_has_one_name_in_all_its_books() -> None:
    books = ("register", "ledger", "chase", "distribute")
    for code in ("superior", "contact", "phone"):
        assert len({say(f"{book}.{code}") for book in books}) == 1
    assert say("aggregate_column.superior") == say("register.superior")
    assert say("ledger.due") == say("chase.due") == say("register.deadline")
    for code in ("aggregate.own_return_unknown", "help.own_return"):
        assert say("register.superior") in say(code, names="")
