"""Texts inside formulas: quoted, joined with values, looked for."""

from __future__ import annotations

from xltools.messages import say

_LONGEST_TEXT = 250
"""A text literal in a formula may hold 255 characters."""


def match(value: str, labels: list[str]) -> str:
    """A value's position among texts, an error where it is none of them."""
    return f"MATCH({value},{{{','.join(literal_of(label) for label in labels)}}},0)"


def one_of(value: str, words: list[str]) -> str:
    """Whether a value is one of a few words: quicker than looking it up among them."""
    return f"OR({','.join(f'{value}={literal_of(word)}' for word in words)})"


def literal_of(text: str) -> str:
    """A text as a formula says it, in pieces short enough for a literal."""
    pieces = [text[at : at + _LONGEST_TEXT] for at in range(0, len(text), _LONGEST_TEXT)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def filled(code: str, values: dict[str, str]) -> str:
    """A message whose `{name}`s are formulas, as one formula."""
    return interleaved(say(code, **{name: f"\0{value}\0" for name, value in values.items()}))


def interleaved(text: str) -> str:
    """A text with formulas put in, each between two NULs, as one formula."""
    parts = enumerate(text.split("\0"))
    return "&".join(part if index % 2 else literal_of(part) for index, part in parts if part)
