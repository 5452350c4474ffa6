"""What was said of a filing, kept so that it can be said anew in the words of today.

Kept are the text and what it was made of. Where that cannot be said any more (its code is gone,
or asks for more than was kept), and of what was kept as text alone, the text stands as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias, cast

from xltools.filing.wording import covered
from xltools.law.edition import Edition, load
from xltools.law.rule import Rule
from xltools.messages import Sentence, say, together

_Kept: TypeAlias = tuple[str, str, dict[str, Any]]
"""A text, the code that it was made of, and with what."""


@cache
def texts_of_rules(edition: Edition) -> Mapping[str, Mapping[str, Sentence]]:
    """The texts of each rule of an edition by its id and their names."""
    return {rule.id: _texts_of(rule, edition.id) for rule in edition.rules}


def _texts_of(rule: Rule, edition: str) -> Mapping[str, Sentence]:
    texts = {"label": rule.label, "remedy": rule.remedy, "law": rule.law}
    return {
        name: Sentence.of(text, "rule", {"edition": edition, "rule": rule.id, "text": name})
        for name, text in texts.items()
    }


def as_kept(text: object) -> Any:
    """A text as plain data: by itself, or with the code and the context that it was made of.

    Numbers that may be a person's are covered in both.
    """
    match text:
        case Sentence():
            return [
                covered(str(text)),
                text.code,
                {name: as_kept(it) for name, it in text.context.items()},
            ]
        case int() if covered(str(text)) == str(text):
            return text
        case _:
            return covered(str(text))


def said_anew(data: Any) -> Any:
    """A text that was kept, said anew."""
    if not isinstance(data, list):
        return data
    text, code, context = cast(_Kept, data)
    known = {name: said_anew(item) for name, item in context.items()}
    try:
        return _again(code, known)
    except (LookupError, TypeError):
        return Sentence.of(text, code, known)


def _again(code: str, known: Mapping[str, Any]) -> str:
    match code:
        case "joined":
            return together(known["sign"], (known[str(n)] for n in range(len(known) - 1)))
        case "rule":
            return texts_of_rules(load(known["edition"]))[known["rule"]][known["text"]]
        case _:
            return say(code, **known)
