"""The page as one file that stands by itself, as a folder for a server of static files, or beside
a script that holds its parts for others too."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping

from xltools import __version__
from xltools.platform.files import own_text

INDEX = "index.html"
PARTS = "parts.js"
_ENGINE = "engine"
_SEALED = (
    "default-src 'none'; script-src {scripts} 'wasm-unsafe-eval' blob:; "
    "style-src 'unsafe-inline'; worker-src blob:; connect-src {connect}; img-src data:; "
    "form-action 'none'; base-uri 'none'"
)
"""The page's content security policy: scripts are those whose digests it names, and no other."""


def one_file(parts: Mapping[str, bytes]) -> bytes:
    """The page with all its parts inside: opened from a disk, it asks nobody for anything."""
    blocks = (
        f'<script type="application/octet-stream" data-part="{name}">{_text(data)}</script>'
        for name, data in parts.items()
    )
    return _page("\n".join(blocks), connect="'none'")


def beside_parts() -> bytes:
    """The page, opened from a disk, without its parts: they are in the script PARTS beside it."""
    return _page(f'<script src="{PARTS}"></script>', connect="'none'", scripts="file:")


def parts_script(parts: Mapping[str, bytes]) -> bytes:
    """The script PARTS."""
    texts = {name: _text(data) for name, data in parts.items()}
    return f"window.packed = {json.dumps(texts)};\n".encode()


def script(name: str) -> str:
    """A script of the page: `engine` runs Python, with the source of `worker` as its thread, and is
    followed by a script that calls it; `able` asks whether a browser can run it.
    """
    return own_text(f"browser/page/{name}.js")


def page_folder(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same as files by their paths. Names carry digests, so that all but the page may be kept
    by browsers for good."""
    files: dict[str, bytes] = {}
    blocks: list[str] = []
    for name, data in parts.items():
        small = _small(data)
        path = f"{_ENGINE}/{name}-{hashlib.sha256(small).hexdigest()[:12]}.bin"
        files[path] = small
        blocks.append(f'<link data-part="{name}" data-href="{path}">')
    return {INDEX: _page("\n".join(blocks), connect="'self'"), **files}


def _small(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def _text(data: bytes) -> str:
    return base64.b64encode(_small(data)).decode()


def _page(blocks: str, connect: str, scripts: str = "") -> bytes:
    gate, main = script("able") + script("gate"), script("engine") + script("page")
    allowed = " ".join([*map(_digest, (gate, main)), scripts]).strip()
    policy = _SEALED.format(scripts=allowed, connect=connect)
    filled = {
        "POLICY": policy,
        "STYLE": own_text("browser/page/page.css"),
        "GATE": gate,
        "MAIN": main,
        "WORKER": script("worker"),
        "PARTS": blocks,
        "VERSION": __version__,
    }
    return own_text("browser/page/page.html", filled).encode()


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
