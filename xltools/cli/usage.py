"""The command line's own words: its help in Chinese, and what is said of a misused command."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from xltools.cli.codes import PROGRAM
from xltools.messages import say

_HELP_WORDS = {
    "Usage:": "usage",
    "Arguments:": "arguments",
    "Options:": "options",
    "Commands:": "commands",
    "Show this message and exit.": "show_help",
    "[required]": "required",
}
"""What typer's help says of its own accord, by the code of our word for it."""


_DEFAULT = re.compile(r"\[default: ([^\]]*)\]")


def _in_chinese(text: str) -> str:
    text = _DEFAULT.sub(lambda found: say("help_words.default", value=found[1]), text)
    for english, code in _HELP_WORDS.items():
        text = text.replace(english, say(f"help_words.{code}"))
    return text


class ChineseGroup(TyperGroup):
    """The commands together, with their help in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _in_chinese(super().get_help(ctx))


class ChineseCommand(TyperCommand):
    """A command with its help in Chinese, in the list of commands too."""

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 typer would cut it
        """The line in the list: the whole sentence."""
        return self.help or ""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _in_chinese(super().get_help(ctx))


_MISUSES = {"MissingParameter": "missing", "NoSuchOption": "no_option", "BadParameter": "bad_value"}


def misuse(error: typer.TyperException) -> str:
    """What is wrong with the command line, in one sentence; without any command, the help."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return error.format_message()
    sentence = say(f"cli.{_MISUSES.get(kind, 'usage')}", name=_named(error))
    command = getattr(getattr(error, "ctx", None), "command_path", PROGRAM)
    return say("cli.see_help", sentence=sentence, command=command)


def _named(error: typer.TyperException) -> str:
    """The option or argument that the error is about."""
    parameter = getattr(error, "param", None)
    if parameter is not None:
        return str(parameter.opts[-1])
    return str(getattr(error, "option_name", ""))
