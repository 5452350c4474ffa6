"""How the names of a report's documents end."""

from __future__ import annotations

from xltools.messages import say

WORD, PAGE, PDF, TEXT = ".docx", ".html", ".pdf", ".txt"
FRAGMENT, SHORT = say("report.fragment_ending"), say("report.short_ending")
PACKAGE = (WORD, PAGE, FRAGMENT, SHORT)
"""What is made of every filing, in this order."""
PICTURE = say("report.picture_ending")
"""图解, where it is asked for."""
