"""Data validation of open cells, with Chinese prompts and errors."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation

from xltools.filing.figure import TOO_LARGE
from xltools.law.form import CellKind, FormColumn
from xltools.messages import say

_LONGEST_PROMPT = 255
_FAR = 10**9
"""Further from 0 no change in number is."""


def prompt(rule: DataValidation, help_text: str, error: str) -> DataValidation:
    """The rule with its prompt and error message; without an error it only advises."""
    rule.allow_blank = True
    rule.showInputMessage = bool(help_text)
    rule.promptTitle, rule.prompt = say("section.input_title"), help_text[:_LONGEST_PROMPT]
    rule.showErrorMessage = bool(error)
    if error:
        rule.errorTitle, rule.error = say("section.error_title"), error
    return rule


def choice(labels: list[str], error: str, help_text: str) -> DataValidation:
    """One of these labels, from a list."""
    return prompt(DataValidation("list", f'"{",".join(labels)}"'), help_text, error)


def figure_rule(column: FormColumn) -> DataValidation:
    """Which numbers a cell of that column takes, told only to who types another: no prompt
    covers the next cells. Where words may stand it only advises.
    """
    kind = column.kind
    if kind is CellKind.WRITTEN:
        return prompt(DataValidation(), say("section.written_prompt"), "")
    least, most = (-_FAR, _FAR) if kind.signed else (0, TOO_LARGE - 1)
    rule = DataValidation("whole" if kind.whole else "decimal", str(least), str(most))
    rule.operator = "between"
    return prompt(rule, "", say(f"section.{kind}_error", unit=column.unit))
