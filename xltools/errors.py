"""What goes wrong and is told: one base class for every error that a caller may catch."""

from __future__ import annotations


class XltoolsError(Exception):
    """Something could not be done; its text is a Chinese sentence for the user, where it has one.

    One that is a ValueError lies in what was given. Errors of the operating system (OSError) stay
    what they are.
    """
