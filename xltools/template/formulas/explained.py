"""The formula that tells a doubt with an explanation from one without."""

from __future__ import annotations

from xltools.filing.findings import not_explanations, signs_that_say_nothing
from xltools.law.expression import cells_of, previous_of
from xltools.law.rule import Instance, Severity
from xltools.layout.return_book import Layout
from xltools.messages import say
from xltools.template.formulas.literals import literal_of

_LOOKED_AT = 20
"""Letters of an explanation that are looked up: more than a word that says nothing has. MATCH
fails on 256."""


def failing_word(layout: Layout, instance: Instance) -> str:
    """未通过, or 已说明 where a doubt has an explanation that says something."""
    failed = literal_of(say("verdict.fail"))
    if instance.rule.severity is not Severity.WARNING:
        return failed
    text = said = layout.checks[instance.id].spot("explanation").address
    for sign in signs_that_say_nothing():
        text = f'SUBSTITUTE({text},{literal_of(sign)},"")'
    empty_words = ",".join(literal_of(word) for word in ("", *not_explanations()))
    says = f"ISNA(MATCH(LEFT({text},{_LOOKED_AT}),{{{empty_words}}},0))"
    explained = f"AND({says},{_still_bound(layout, instance, said)})"
    return f"IF({explained},{literal_of(say('verdict.explained'))},{failed})"


def _still_bound(layout: Layout, instance: Instance, said: str) -> str:
    """An explanation lapses when the figures it was bound to have changed, unless rewritten."""
    at = layout.bindings[instance.id]
    bound, of = at.link, at.moved(columns=1).link
    spots = [layout.figures[cell] for cell in cells_of(instance.claim)]
    spots += [layout.previous[cell] for cell in previous_of(instance.claim)]
    now = '""&' + '&"|"&'.join(spot.link for spot in spots)
    return f'OR({bound}="",{bound}={now},TRIM({of})<>TRIM({said}))'
