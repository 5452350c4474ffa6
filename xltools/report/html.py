"""The templates of web pages, compiled: of a filing's report, of the fragment of it to paste into a
site's own editor, and of every other page.
"""

from __future__ import annotations

from functools import cache

import jinja2

PAGE, FRAGMENT = "page.html", "fragment.html"
SHARED = ("body.html", "page.css")
"""What these two are made of besides."""


def own() -> jinja2.BaseLoader:
    """Our own templates."""
    return jinja2.PackageLoader("xltools.report")


@cache
def page_template(name: str, room: str = "xltools.report") -> jinja2.Template:
    """A template of a room of ours, compiled once a process; it may use those of this room."""
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader((jinja2.PackageLoader(room), own())),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
    return environment.get_template(name)
