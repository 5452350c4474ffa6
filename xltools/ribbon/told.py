"""A refusal that is a sentence for the user: alone, so that a click loads nothing more for it."""


class CannotDo(Exception):
    """What was asked for cannot be done; the message is the sentence for the user."""
