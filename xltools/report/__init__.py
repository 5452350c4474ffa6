"""A filing's report, as a Word document and as a web page, in the order of the legal format."""

from __future__ import annotations

from xltools.filing.filing import Filing
from xltools.law.edition import EDITIONS, load
from xltools.report import html, word
from xltools.report.context import context_of


def prepare() -> None:
    """Compile all templates, so that the first report is as quick as the next."""
    for edition in map(load, EDITIONS):
        word.compiled(edition)
    for name in (html.PAGE, html.FRAGMENT):
        html.compiled(name)


def render_word(filing: Filing, *, draft: bool = False) -> bytes:
    """The report as a .docx by GB/T 9704-2012; the same bytes for the same filing."""
    return word.compiled(filing.edition).render(context_of(filing, draft=draft))


def render_html(filing: Filing, *, draft: bool = False) -> str:
    """The report as a page that stands by itself: one file, no script."""
    return html.render(html.PAGE, context_of(filing, draft=draft))


def render_fragment(filing: Filing, *, draft: bool = False) -> str:
    """The report below its title, for a site's editor: no class, no style element."""
    return html.render(html.FRAGMENT, context_of(filing, draft=draft))
