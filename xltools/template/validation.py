"""Data validation of open cells, with Chinese prompts and errors."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation

from xltools.law.form import Column, Kind
from xltools.messages import say

_LONGEST_PROMPT = 255


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


def figure_rule(column: Column) -> DataValidation:
    """Counts are whole numbers from 0, amounts decimals from 0; no prompt covers the next cells."""
    kind = "whole" if column.kind is Kind.COUNT else "decimal"
    rule = DataValidation(kind, "0", operator="greaterThanOrEqual")
    return prompt(rule, "", say(f"section.{column.kind.value}_error", unit=column.unit))
