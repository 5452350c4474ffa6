"""What a process remembers of its answers: those about what is short, and no more than so many."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeAlias, TypeVar

P = ParamSpec("P")
S = TypeVar("S", str, bytes)
T = TypeVar("T")
_About: TypeAlias = Callable[Concatenate[S, P], T]


def remembered(size: int, longest: int = 4096) -> Callable[[_About[S, P, T]], _About[S, P, T]]:
    """As `lru_cache`, but for a text that is longer: it seldom comes twice, and fills memory."""

    def kept(function: _About[S, P, T]) -> _About[S, P, T]:
        known = lru_cache(size)(function)

        @wraps(function)
        def answer(text: S, *others: P.args, **named: P.kwargs) -> T:
            return (known if len(text) <= longest else function)(text, *others, **named)

        return answer

    return kept
