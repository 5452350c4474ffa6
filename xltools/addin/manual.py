"""使用说明: the clerk's manual as one page that a browser shows without a net."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from markdown_it import MarkdownIt

from xltools.messages import say
from xltools.platform.desktop import own_folder
from xltools.platform.files import own_docs, write_whole

_PICTURE = re.compile(r'src="([^":]+\.png)"')
_PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
    "<style>body{{max-width:46em;margin:2em auto;padding:0 1em;line-height:1.7}}"
    "img{{max-width:100%;border:1px solid #ccc}}table{{border-collapse:collapse}}"
    "td,th{{border:1px solid #ccc;padding:.3em .6em}}</style></head><body>{body}</body></html>"
)


def written_manual() -> Path:
    """The manual as a file of the program's own folder."""
    page = own_folder() / f"{say('macro.manual')}.html"
    write_whole(page, manual_page().encode())
    return page


def manual_page() -> str:
    """The manual as HTML, its pictures within."""
    folder = own_docs()
    text = (folder / "manual.md").read_text(encoding="utf-8")
    body = MarkdownIt("commonmark").enable("table").render(text)

    def within(match: re.Match[str]) -> str:
        data = b64encode((folder / match[1]).read_bytes()).decode()
        return f'src="data:image/png;base64,{data}"'

    return _PAGE.format(title=say("macro.manual"), body=_PICTURE.sub(within, body))
