"""The folder that brings the ribbon to WPS: the add-in, and scripts that copy it to its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from xltools import __version__
from xltools.browser import build as page
from xltools.layout.return_book import CHECKS_NAME, STATE_NAME
from xltools.messages import say
from xltools.platform.files import for_windows, own_text

NAME = "xltools"
FOLDER = f"{NAME}_{__version__}"
"""The add-in's folder, called as WPS wants it."""

BUTTONS = (
    *("validate", "next_finding", "clear_marks"),
    *("report", "draft"),
    *("self_check", "manual"),
)
"""The macros of the tab that work without Python."""

ENTRY = (
    f'<jsplugin name="{NAME}" type="et" url="{FOLDER}" version="{__version__}" '
    'enable="enable_dev" install="null" customDomain=""/>'
)
"""What names it in WPS's list of add-ins."""

_OFFICE = "http://schemas.microsoft.com/office/2009/07/customui"
_WPS = "http://schemas.microsoft.com/office/2006/01/customui"
_SAID = ("running", "busy", "too_old", "no_engine", "refused", "typed", "not_written")
_SAID_IN_EXCEL = ("ribbon.no_workbook", "ribbon.state_is", "ribbon.not_ours", "macro.offer_save")
_FILES = ("installer.sh", "publish.awk", "publish-empty.xml")
_TEXTS = ("installed", "removed", "nothing", "broken", "failed", "incomplete")
"""What the scripts tell."""


def addin_folder(parts: Mapping[str, bytes], manual: str) -> dict[str, bytes]:
    """Every file by its path, from the parts of the page and the clerk's manual as a page."""
    names = {"page": say("wps.page"), "manual": f"{say('macro.manual')}.html"}
    files = {
        **dict(_addin(names)),
        page.PARTS: page.parts_script(parts),
        names["page"]: page.beside_parts(),
        names["manual"]: manual.encode(),
    }
    return {**{f"{FOLDER}/{name}": data for name, data in files.items()}, **dict(_installer())}


# ------------------------------------------------------------------ the add-in


def _addin(names: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    tab = _tab()
    tags = {button.attrib.pop("tag"): str(button.get("id")) for button in tab.iter("button")}
    said = {code: say(f"wps.{code}") for code in _SAID}
    said |= {code.partition(".")[2]: say(code) for code in _SAID_IN_EXCEL}
    filled = {
        "BUTTONS": json.dumps({id_: tag for tag, id_ in tags.items()}),
        "NAMES": json.dumps({**names, "checks": CHECKS_NAME, "state": STATE_NAME}),
        "SAID": json.dumps(said),
        "PARTS": page.PARTS,
        "WORKER": json.dumps(page.script("worker")),
        "NAME": NAME,
        "TITLE": say("ribbon.title"),
        "VERSION": __version__,
    }
    yield "ribbon.xml", ElementTree.tostring(tab, encoding="utf-8", xml_declaration=True)
    yield "index.html", own_text("wps/addin/index.html").encode()
    yield "manifest.xml", _filled("addin/manifest.xml", filled).encode()
    yield "main.js", (page.script("able") + _filled("addin/main.js", filled)).encode()
    yield "press.js", (page.script("engine") + _filled("addin/press.js", filled)).encode()
    for tag in tags:
        yield f"images/{tag}.svg", own_text(f"wps/addin/images/{tag}.svg").encode()


def _tab() -> ElementTree.Element:
    """The tab of Excel with those of its buttons that work here, by WPS's own callbacks.

    Its elements are without their namespace, which the root states.
    """
    source = own_text("ribbon/ribbon.xml")
    root = ElementTree.fromstring(source.replace(f' xmlns="{_OFFICE}"', ""))
    root.attrib = {"xmlns": _WPS, "onLoad": "OnAddinLoad"}
    for tab in root.iter("tab"):
        for group in list(tab):
            for button in list(group):
                if button.get("tag") in BUTTONS:
                    del button.attrib["imageMso"]
                    button.attrib |= {"onAction": "OnAction", "getImage": "GetImage"}
                else:
                    group.remove(button)
            if not len(group):
                tab.remove(group)
    return root


# ------------------------------------------------------------------ its installer


def _installer() -> Iterator[tuple[str, bytes]]:
    """The scripts, in ASCII, and what people read."""
    told = {code: say(f"wps_install.{code}") for code in _TEXTS}
    filled = {"NAME": NAME, "FOLDER": FOLDER, "ENTRY": ENTRY, "SAID": json.dumps(told)}
    for action in ("install", "remove"):
        for ending in ("cmd", "sh"):
            script = _filled(f"installer/run.{ending}", {"ACTION": action})
            data = for_windows(script, "ascii") if ending == "cmd" else script.encode()
            yield f"{say(f'wps.{action}')}.{ending}", data
    for name in _FILES:
        yield f"files/{name}", _filled(f"installer/{name}", filled).encode()
    yield "files/installer.js", for_windows(_filled("installer/installer.js", filled), "ascii")
    for code, text in told.items():
        yield f"files/{code}.txt", f"{text}\n".encode()
    yield "files/no-scripts.txt", for_windows(say("wps_install.no_scripts"))
    page = own_text("wps/installer/readme.txt").format(
        version=__version__, name=NAME, folder=FOLDER
    )
    yield say("wps.readme"), for_windows(page)


def _filled(name: str, values: Mapping[str, str]) -> str:
    return own_text(f"wps/{name}", values)
