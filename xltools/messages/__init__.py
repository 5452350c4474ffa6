"""Every sentence a user can read, by code.

The sentences of a rule stand with the rule (`law/editions`); all others stand in `zh_CN/`,
one file a room, in plain official language: where, what is wrong, what is expected, what to
do. Code raises or records a code with its context; only here it becomes text, which remembers
what it was made of, so that it can be kept and said anew in other words.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

_OF_THE_FORM = ("label", "labels", "heading")
"""Names by which sentences call the form's own words; what people wrote is quoted as it is."""

_INNER = str.maketrans("“”", "‘’")
"""Quotes within quotes, as GB/T 15834 has them."""


class Sentence(str):
    """A text, and what it was made of: a code with its context."""

    __slots__ = ("code", "context")
    code: str
    context: Mapping[str, object]

    @classmethod
    def of(cls, text: str, code: str, context: Mapping[str, object]) -> Sentence:
        """That text as made of that."""
        said = cls(text)
        said.code, said.context = code, context
        return said


def reworded(sentence: str, text: str) -> str:
    """Another text that was made of the same."""
    if isinstance(sentence, Sentence):
        return Sentence.of(text, sentence.code, sentence.context)
    return text


def say(code: str, /, **context: object) -> str:
    """The sentence of that code with its context filled in. KeyError for an unknown code.

    A label of the form that stands in quotes has its own quotes changed for inner ones.
    """
    told = context
    if quoted := _quoted(code) if context else None:
        told = context | {name: str(context[name]).translate(_INNER) for name in quoted}
    return Sentence.of(_sentences()[code].format_map(told), code, context)


def together(sign: str, texts: Iterable[str]) -> str:
    """The texts with a sign between them, each still knowing what it was made of.

    Its code is `joined`, as that of a text of a rule is `rule`: no sentence has these.
    """
    parts = list(texts)
    context = {"sign": sign} | {str(number): part for number, part in enumerate(parts)}
    return Sentence.of(sign.join(parts), "joined", context)


def some_of(texts: Sequence[str], most: int = 3, sign: str = "、") -> str:
    """The first of the texts as a sentence lists them, and whether there are more."""
    listed = together(sign, texts[:most])
    return say("reader.and_others", listed=listed) if len(texts) > most else listed


@cache
def _quoted(code: str) -> frozenset[str]:
    """The names of labels that the sentence has between “ and ”."""
    return frozenset(_OF_THE_FORM).intersection(_names_in_quotes(_sentences()[code]))


def _names_in_quotes(sentence: str) -> Iterator[str]:
    before = ""
    for text, name, _, _ in string.Formatter().parse(sentence):
        before += text
        if name and before.count("“") > before.count("”"):
            yield name


@cache
def _sentences() -> dict[str, str]:
    folder = resources.files(__name__) / "zh_CN"
    return {
        f"{group}.{name}": sentence
        for file in folder.iterdir()
        for group, sentences in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for name, sentence in sentences.items()
    }
