"""Filings of every sort for hypothesis: blanks, text, odd numbers, answers, claimed totals."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from xltools.filing.filing import Filing, Unreadable, Value
from xltools.filing.previous import previous_cells
from xltools.law.edition import load

EDITION = load("2021")

# What a workbook can hold: no control characters, no halves of a surrogate pair.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: text.strip() == text)
COUNTS = st.integers(min_value=-5, max_value=10**12)
AMOUNTS = st.decimals(0, 10**8, places=4, allow_nan=False).map(
    lambda amount: int(amount) if amount == int(amount) else amount.normalize()
)
ODD: st.SearchStrategy[Value] = st.one_of(TEXTS.map(Unreadable), COUNTS, AMOUNTS)


@st.composite
def filings(draw: st.DrawFn) -> Filing:
    """Any filing whose totals are worked out, with blanks, text and odd numbers."""
    form = EDITION.form
    typed = draw(st.sets(st.sampled_from(EDITION.typed), max_size=25))
    fields = [field for field in form.fields if field != "year"]
    cover = draw(st.dictionaries(st.sampled_from(fields), TEXTS, max_size=5))
    if draw(st.booleans()):
        cover["year"] = str(draw(st.integers(2021, 2099)))
    return Filing(
        EDITION,
        cover=cover,
        nil=draw(st.dictionaries(st.sampled_from(list(form.tables)), st.booleans())),
        figures={cell: draw(ODD) for cell in sorted(typed)},
        narratives=draw(
            st.dictionaries(
                st.sampled_from(list(form.narratives)),
                st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
                max_size=3,
            )
        ),
        notes=draw(st.dictionaries(st.sampled_from(list(form.tables)), TEXTS)),
        previous=draw(st.dictionaries(st.sampled_from(previous_cells(EDITION)), COUNTS)),
        explanations=draw(st.dictionaries(TEXTS, TEXTS, max_size=2)),
    )


@st.composite
def claiming(draw: st.DrawFn) -> Filing:
    """Any filing with some totals filed as well, right or wrong."""
    filing = draw(filings())
    totals = draw(st.sets(st.sampled_from(list(EDITION.totals)), max_size=8))
    claims = {total: draw(ODD) for total in sorted(totals)}
    return replace(filing, figures={**filing.figures, **claims})
