"""Patterns of the data files, compiled.

In phrases {name} stands for a part of the vocabulary, and in coded text # for a count, ￥ for an
amount, ％ for a share. What is `sought` stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from xltools.checks.data import data
from xltools.checks.text.numbers import COUNT, MONEY, SHARE

_PART = re.compile(r"\{([a-z_]+)\}")


@cache
def expression(phrase: str) -> str:
    """A phrase of the vocabulary as a regular expression."""
    parts: dict[str, str] = data("vocabulary")["parts"]
    whole = _PART.sub(lambda match: expression(parts[match[1]]), phrase)
    return whole.replace("#", COUNT).replace("￥", MONEY).replace("％", SHARE)


def compiled(phrase: str) -> re.Pattern[str]:
    """That regular expression, compiled."""
    return re.compile(expression(phrase))


def optional(entry: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    """The phrase that an entry holds under that key, compiled; None where it holds none."""
    return compiled(entry[key]) if key in entry else None


class Sought(NamedTuple):
    """A pattern, and the marks of which one must stand somewhere for it to be tried."""

    has: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def sought(file: str, table: str) -> Mapping[str, Sought]:
    """Everything that such a table of one of the files has looked for, by its names."""
    entries: dict[str, dict[str, Any]] = data(file)[table]
    return {
        name: Sought(tuple(entry["has"]), re.compile(entry["pattern"]))
        for name, entry in entries.items()
    }


@cache
def patterns(file: str, table: str) -> Mapping[str, re.Pattern[str]]:
    """All phrases of a table of one of the files, compiled, by their names."""
    held = data(file)[table].items()
    return {name: compiled(phrase) for name, phrase in held if isinstance(phrase, str)}
