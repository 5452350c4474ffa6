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
        word.own_template(edition)
    for name in (html.PAGE, html.FRAGMENT):
        html.page_template(name)


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
    word_template = own.word or word.own_template(filing.edition)
    page = own.page or html.page_template(html.PAGE)
    fragment = own.fragment or html.page_template(html.FRAGMENT)
    return {
        WORD: word_template.render(vars(context)),
        PAGE: page.render(vars(context)).encode(),
        FRAGMENT: fragment.render(vars(context)).encode("utf-8-sig"),
        SHORT: "".join(f"{line}\n" for line in told).encode("utf-8-sig"),
    }
