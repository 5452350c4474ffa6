"""A rule's claim as a small tree, parsed from text by a whitelist.

    new + carried_in == closed + carried_out        figures that must balance
    total == sum(natural_person, business)          a total and its parts
    amount % 10 == 0                                a figure that is a multiple
    carried_in == previous.carried_out              a figure and one of last year's
    valid(requests)                                 every filled cell holds what its kind allows
    filled(field)                                   a required text is not blank

Names are resolved by the caller (`Rule.expand`), so a tree holds cell ids only. Whoever
evaluates or writes a claim out matches on its type and closes with `assert_never`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

_LAST_YEAR = "previous."
"""Begins a name that means last year's figure."""

Resolve: TypeAlias = Callable[[str], tuple[str, ...]]
"""Turns a name of a claim into the ids it stands for."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The figure of one cell."""

    cell: str


@dataclass(frozen=True, slots=True)
class PreviousRef:
    """The figure that one cell held in the body's report on the year before."""

    cell: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of several cells."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A whole number written in the claim."""

    value: int


@dataclass(frozen=True, slots=True)
class Plus:
    """Terms added up."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left of a figure after division by a whole number."""

    term: Ref
    divisor: int


Term: TypeAlias = Ref | PreviousRef | Sum | Constant | Plus | Remainder


@dataclass(frozen=True, slots=True)
class Equals:
    """Both sides are the same number (to six decimals)."""

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Valid:
    """Every cell holds a figure that its kind allows."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A cover field or narrative is not blank."""

    field: str


Claim: TypeAlias = Equals | Valid | Filled


def terms_of(term: Term) -> Iterator[Ref | PreviousRef | Sum | Constant | Remainder]:
    """The term's addends, or the term itself."""
    if isinstance(term, Plus):
        for part in term.terms:
            yield from terms_of(part)
    else:
        yield term


def cells_of(claim: Claim) -> tuple[str, ...]:
    """Every cell of this year the claim speaks of, in its own order; none for a field."""
    match claim:
        case Equals(left, right):
            return tuple(dict.fromkeys((*_cells(left), *_cells(right))))
        case Valid(cells):
            return cells
        case Filled():
            return ()


def previous_of(claim: Claim) -> tuple[str, ...]:
    """Every cell whose figure of last year the claim speaks of, in its own order."""
    if not isinstance(claim, Equals):
        return ()
    terms = (*terms_of(claim.left), *terms_of(claim.right))
    return tuple(dict.fromkeys(term.cell for term in terms if isinstance(term, PreviousRef)))


def _cells(term: Term) -> Iterator[str]:
    for part in terms_of(term):
        match part:
            case Ref(cell):
                yield cell
            case Sum(cells):
                yield from cells
            case Remainder(ref):
                yield ref.cell
            case Constant() | PreviousRef():
                pass


class ClaimError(ValueError):
    """A claim says something that no engine is taught."""


def parse(claim: str, resolve: Resolve) -> Claim:
    """Read a claim, resolving its names.

    Raises ClaimError for anything outside the whitelist.
    """
    try:
        tree = ast.parse(claim, mode="eval").body
    except SyntaxError as error:
        raise ClaimError(f"not a claim: {claim}") from error
    match tree:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return Equals(_term(left, resolve), _term(right, resolve))
        case ast.Call(func=ast.Name(id="valid"), args=[name], keywords=[]):
            return Valid(resolve(_name(name)))
        case ast.Call(func=ast.Name(id="filled"), args=[name], keywords=[]):
            return Filled(_single(name, resolve))
        case _:
            raise ClaimError(f"not a claim: {claim}")


def _term(node: ast.expr, resolve: Resolve) -> Term:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            terms = (_term(left, resolve), _term(right, resolve))
            return Plus(tuple(part for term in terms for part in terms_of(term)))
        case ast.BinOp(left=left, op=ast.Mod(), right=ast.Constant(value=value)) if value:
            return Remainder(Ref(_single(left, resolve)), _whole(value))
        case ast.Call(func=ast.Name(id="sum"), args=[_, *_] as names, keywords=[]):
            return Sum(tuple(cell for name in names for cell in resolve(_name(name))))
        case ast.Constant(value=value):
            return Constant(_whole(value))
        case ast.Attribute() if _name(node).startswith(_LAST_YEAR):
            return PreviousRef(_only(_name(node).removeprefix(_LAST_YEAR), resolve))
        case _:
            return Ref(_single(node, resolve))


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ClaimError(f"not a whole number: {value!r}")
    return value


def _single(node: ast.expr, resolve: Resolve) -> str:
    return _only(_name(node), resolve)


def _only(name: str, resolve: Resolve) -> str:
    cells = resolve(name)
    if len(cells) != 1:
        raise ClaimError(f"{name} stands for {len(cells)} cells, one is needed")
    return cells[0]


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return f"{_name(value)}.{attribute}"
        case _:
            raise ClaimError(f"not a name: {ast.unparse(node)}")
