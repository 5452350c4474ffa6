"""A filing's report as a web page, and as a fragment to paste into a site's own editor."""

from __future__ import annotations

from functools import cache

import jinja2

PAGE, FRAGMENT = "page.html", "fragment.html"
SHARED = ("body.html", "page.css")
"""What the two are made of besides."""


@cache
def compiled(name: str, room: str = "xltools.report") -> jinja2.Template:
    """A template of a room of ours, compiled once a process."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(room),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
    return environment.get_template(name)
