"""The page as one file that stands by itself, or as a folder for a server of static files."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping
from importlib import resources

from xltools import __version__

INDEX = "index.html"
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
        f'<script type="application/octet-stream" data-part="{name}">'
        f"{base64.b64encode(_small(data)).decode()}</script>"
        for name, data in parts.items()
    )
    return _page("\n".join(blocks), connect="'none'")


def folder(parts: Mapping[str, bytes]) -> dict[str, bytes]:
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


def _page(blocks: str, connect: str) -> bytes:
    gate, main = _asset("gate.js"), _asset("page.js")
    policy = _SEALED.format(scripts=" ".join(map(_digest, (gate, main))), connect=connect)
    filled = {
        "POLICY": policy,
        "STYLE": _asset("page.css"),
        "GATE": gate,
        "MAIN": main,
        "WORKER": _asset("worker.js"),
        "PARTS": blocks,
        "VERSION": __version__,
    }
    page = _asset("page.html")
    for name, text in filled.items():
        page = page.replace(f"@{name}@", text)
    return page.encode()


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _asset(name: str) -> str:
    return (resources.files("xltools.browser") / "page" / name).read_text(encoding="utf-8")
