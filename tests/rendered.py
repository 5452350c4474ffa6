"""One document of a filing's report at a time."""

from __future__ import annotations

from xltools.filing.filing import Filing
from xltools.report import html, word
from xltools.report.context import context_of


def render_word(filing: Filing, *, draft: bool = False) -> bytes:
    """The report as a .docx; the same bytes for the same filing."""
    return word.own_template(filing.edition).render(vars(context_of(filing, draft=draft)))


def render_html(filing: Filing, *, draft: bool = False) -> str:
    """The report as a page that stands by itself."""
    return html.page_template(html.PAGE).render(vars(context_of(filing, draft=draft)))


def render_fragment(filing: Filing, *, draft: bool = False) -> str:
    """The report below its title, for a site's editor."""
    return html.page_template(html.FRAGMENT).render(vars(context_of(filing, draft=draft)))
