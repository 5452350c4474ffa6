"""The short text that announces a report in a chat or a public account."""

from __future__ import annotations

from xltools.filing.filing import Filing
from xltools.messages import say
from xltools.report.draft import requests_told, where_told


def short(filing: Filing, title: str) -> str:
    """One paragraph: the report's title, what became of applications, where it can be read.

    Only what cover and figures prove; nothing of applications while they are not filled in.
    """
    return say("report.short", title=title) + requests_told(filing) + where_told(filing)
