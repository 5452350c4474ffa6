"""Every sentence a user can read, by code.

The sentences of a rule stand with the rule (`law/editions`); all others stand in `zh_CN/`,
one file a room, in plain official language: where, what is wrong, what is expected, what to
do. Code raises or records a code with its context; only here it becomes text.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


def say(code: str, /, **context: object) -> str:
    """The sentence of that code with its context filled in. KeyError for an unknown code."""
    return _sentences()[code].format_map(context)


@cache
def _sentences() -> dict[str, str]:
    folder = resources.files(__name__) / "zh_CN"
    return {
        f"{group}.{name}": sentence
        for file in folder.iterdir()
        for group, sentences in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for name, sentence in sentences.items()
    }
