"""The parser of claims: what it reads, and that it reads nothing else."""

from __future__ import annotations

import pytest

from xltools.law.expression import (
    ClaimError,
    Constant,
    Equals,
    Filled,
    Plus,
    Ref,
    Remainder,
    Sum,
    Valid,
    cells_of,
    parse,
)


def resolve(name: str) -> tuple[str, ...]:
    return ("t.a", "t.b") if name == "group" else (f"t.{name}",)


def test_reads_a_balance() -> None:
    claim = parse("a + b == c + d", resolve)
    assert claim == Equals(Plus((Ref("t.a"), Ref("t.b"))), Plus((Ref("t.c"), Ref("t.d"))))
    assert cells_of(claim) == ("t.a", "t.b", "t.c", "t.d")


def test_reads_a_total_and_spreads_groups() -> None:
    claim = parse("total == sum(group, c)", resolve)
    assert claim == Equals(Ref("t.total"), Sum(("t.a", "t.b", "t.c")))


def test_reads_a_multiple() -> None:
    assert parse("a % 10 == 0", resolve) == Equals(Remainder(Ref("t.a"), 10), Constant(0))


def test_reads_valid_and_filled_and_dotted_names() -> None:
    assert parse("valid(group)", resolve) == Valid(("t.a", "t.b"))
    assert parse("filled(x)", resolve) == Filled("t.x")
    assert parse("x.y == 0", resolve) == Equals(Ref("t.x.y"), Constant(0))


def test_many_addends_are_flat_and_a_cell_is_named_once() -> None:
    claim = parse("a + b + c == a", resolve)
    assert claim == Equals(Plus((Ref("t.a"), Ref("t.b"), Ref("t.c"))), Ref("t.a"))
    assert cells_of(claim) == ("t.a", "t.b", "t.c")


@pytest.mark.parametrize(
    "claim",
    [
        "",
        "a ==",
        "a",
        "a < b",
        "a != b",
        "a == b == c",
        "a == b and c == d",
        "not a == b",
        "a - b == c",
        "a * 2 == b",
        "a / 2 == b",
        "-a == b",
        "a == -1",
        "a == 1.5",
        "a == True",
        "a == 'text'",
        "a == None",
        "a % 0 == 0",
        "a % 2.5 == 0",
        "a % True == 0",
        "a % b == 0",
        "(a + b) % 10 == 0",
        "group % 10 == 0",
        "group == 0",
        "filled(group)",
        "filled()",
        "filled(a, b)",
        "valid(a, b)",
        "valid(table=a)",
        "sum(a) == sum()",
        "total == sum(*group)",
        "total == sum(a, start=b)",
        "total == sum(a + b)",
        "total == max(a, b)",
        "a[0] == b",
        "a().b == c",
        "__import__('os') == a",
        "[a] == [b]",
        "(lambda: a)() == b",
        "(a := b) == c",
        "a if b else c",
        "f'{a}' == b",
        "a == b; c == d",
        "a == b\nc == d",
    ],
)
def test_refuses_everything_else(claim: str) -> None:
    with pytest.raises(ClaimError):
        parse(claim, resolve)
