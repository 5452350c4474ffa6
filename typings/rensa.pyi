# rensa ships no types: those of what we use, read from its docstrings (0.5).
from collections.abc import Iterable

class RMinHash:
    @classmethod
    def from_token_sets(
        cls, token_sets: Iterable[Iterable[str]], num_perm: int, seed: int
    ) -> list[RMinHash]: ...
    def jaccard(self, other: RMinHash) -> float: ...
    def digest(self) -> list[int]: ...
