"""`xltools aggregate`: words for scope and own return understood, what was added up written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import typer

from xltools.cli.codes import MISUSED, NO_VERDICT, Refused
from xltools.cli.output import complain, complain_of_office, write
from xltools.collection.district.adjustments import AdjustmentsError
from xltools.collection.district.from_ledger import collected, note
from xltools.collection.district.run import AggregateError, run
from xltools.collection.district.sum import OwnReturn
from xltools.collection.ledger.vault import VaultError
from xltools.collection.register.levels import Scope
from xltools.messages import say

Choice = TypeVar("Choice")


def carried_out(out: Path, output: Path, scope: str, own_return: str, year: int | None) -> int:
    """Add up what stands in the ledger of `out`; the exit code. Raises Refused."""
    scopes = {say(f"aggregate_scope.{known.value}"): known for known in Scope}
    givens = {say(f"aggregate_own_return.{known.value}"): known for known in OwnReturn}
    try:
        given = collected(out, year)
        made = run(
            given.entries,
            given.year,
            _chosen(scope, scopes, "unknown_scope"),
            output,
            _chosen(own_return, givens, "unknown_own_return") if own_return else None,
            strays=given.strays,
            registered=given.registered,
        )
    except AdjustmentsError as error:
        complain_of_office(error.problems)
        complain(say("cli.sum_not_updated", file=output))
        return NO_VERDICT
    except (AggregateError, VaultError) as error:
        complain(str(error))
        return MISUSED
    for line in made.lines:
        typer.echo(line)
    for path, data in made.files.items():
        write(path, data)
    if not note(out, given, made):
        complain(say("cli.not_noted", folder=out))
    return made.exit_code


def _chosen(given: str, known: Mapping[str, Choice], code: str) -> Choice:
    """What the word given stands for. Raises Refused for any other word."""
    if given not in known:
        raise Refused(MISUSED, code, given=given, known="、".join(known))
    return known[given]
