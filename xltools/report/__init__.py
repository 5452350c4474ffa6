"""A filing's report, as a Word document and as a web page, in the order of the legal format."""

from __future__ import annotations

from xltools.filing.filing import Filing
from xltools.law.edition import EDITIONS, load
from xltools.report import html, word
from xltools.report.context import context_of
from xltools.report.endings import FRAGMENT, PAGE, SHORT, WORD
from xltools.report.house import House


def prepare() -> None:
    """Compile all templates, so that the first report is as quick as the next."""
    for edition in map(load, EDITIONS):
        word.compiled(edition)
    for name in (html.PAGE, html.FRAGMENT):
        html.compiled(name)


def render_package(
    filing: Filing,
    *,
    draft: bool = False,
    house: House | None = None,
    unpublished: bool = False,
) -> dict[str, bytes]:
    """All documents of a filing's report by ending, with a house's own templates if it has any."""
    context = context_of(filing, draft=draft, unpublished=unpublished)
    own = house or House()
    told = [line for line in (context.notice, context.short) if line]
    word_template = own.word or word.compiled(filing.edition)
    page = own.page or html.compiled(html.PAGE)
    fragment = own.fragment or html.compiled(html.FRAGMENT)
    return {
        WORD: word_template.render(vars(context)),
        PAGE: html.render(page, context).encode(),
        FRAGMENT: html.render(fragment, context).encode("utf-8-sig"),
        SHORT: "".join(f"{line}\n" for line in told).encode("utf-8-sig"),
    }


def render_word(filing: Filing, *, draft: bool = False) -> bytes:
    """The report as a .docx by GB/T 9704-2012; the same bytes for the same filing."""
    return word.compiled(filing.edition).render(vars(context_of(filing, draft=draft)))


def render_html(filing: Filing, *, draft: bool = False) -> str:
    """The report as a page that stands by itself: one file, no script."""
    return html.render(html.compiled(html.PAGE), context_of(filing, draft=draft))


def render_fragment(filing: Filing, *, draft: bool = False) -> str:
    """The report below its title, for a site's editor: no class, no style element."""
    return html.render(html.compiled(html.FRAGMENT), context_of(filing, draft=draft))
