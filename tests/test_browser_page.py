"""The page for those who can install nothing, in Chromium.

G1 judges like the command line: state, findings page and documents, to the byte
G2 the same as a folder on a server   G3 what a clerk presses
G4 without a mouse, for everyone, on every screen
G5 an old browser and a file that kills are answered for   G6 asks nobody for anything
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import socket
import threading
import zipfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import altered
import filings
import hostile
import pytest
from books import Book, rezipped
from chrome import Tab, browser
from damage import DAMAGE
from mutations import mutants
from other_files import FILES
from returns import book_of, failing, passing, save, unfilled

from xltools.browser import build
from xltools.browser.parts import parts
from xltools.demo.returned import write_returns
from xltools.examination.examine import examine
from xltools.examination.page import findings_page
from xltools.examination.record import record_of
from xltools.examination.reports import proof_of, reports_of
from xltools.filing.states import MAY_BE_RETURNED
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.platform.zips import packed
from xltools.report.endings import WORD
from xltools.template import pour

pytestmark = pytest.mark.browser

PAGE = "填报检查.html"


# ------------------------------------------------------------------ the page and its browser


@pytest.fixture(scope="module")
def place(page_parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page as one file, and below `served` as a folder."""
    folder = tmp_path_factory.mktemp("page")
    made = parts(page_parts)
    (folder / PAGE).write_bytes(build.one_file(made))
    for path, data in build.page_folder(made).items():
        (folder / "served" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "served" / path).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def downloads(place: Path) -> Path:
    folder = place / "downloads"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def tab(place: Path, downloads: Path, chromium: str) -> Iterator[Tab]:
    with browser(chromium, place / "chromium", downloads) as opened:
        opened.size(1366, 768)
        show(opened, (place / PAGE).as_uri())
        yield opened


def show(tab: Tab, address: str) -> None:
    tab.go(address)
    tab.until("document.documentElement.dataset.ready")


def put_in(tab: Tab, *files: Path) -> None:
    """Choose files, and wait until all are answered for."""
    tab.run("document.getElementById('results').replaceChildren()")
    tab.choose("#files", files)
    tab.until(f"document.querySelectorAll('details').length == {len(files)}")


_ANSWERS = """(async () => {
  const sum = async data => [...new Uint8Array(await crypto.subtle.digest("SHA-256", data))]
    .map(byte => byte.toString(16).padStart(2, "0")).join("");
  const answers = {};
  for (const { result } of document.querySelectorAll("details")) {
    const made = result.read ? await engine.ask("reports", result.key, result.source) : [];
    const sums = {};
    for (const [name, data] of made) sums[name] = await sum(data);
    answers[result.file] =
      [result.state, result.passed, await sum(new TextEncoder().encode(result.page)), sums];
  }
  return answers;
})()"""


def judged(file: Path) -> list[Any]:
    """What the command line says of a file and makes of it, by digests."""
    examined = examine(file)
    record = record_of(file.name, examined)
    passed = record.exit_code == MAY_BE_RETURNED
    made: dict[str, bytes] = {}
    if filing := examined.reading.filing:
        made = reports_of(filing, record, draft=not passed)
        made |= proof_of(filing, record) if passed else {}
        words = {name: data for name, data in made.items() if name.endswith(WORD)}
        site = {name: data for name, data in made.items() if name not in words}
        stem = next(iter(words)).removesuffix(WORD)
        made = {**words, say("browser.site", stem=stem): packed(site)}
    sums = {name: digest(data) for name, data in made.items()}
    return [record.state.value, passed, digest(findings_page([record]).encode()), sums]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ------------------------------------------------------------------ G1


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every file of the demo."""
    return write_returns(tmp_path_factory.mktemp("received"))


def odd(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Files that are damaged, foreign, moved, slipped and meant ill, by name."""
    for kind, (data, _, _) in FILES.items():
        yield f"类别-{kind}.xlsx", data
    whole, chance = pour(filings.busy(edition)), random.Random(16)
    for damage in DAMAGE:
        for number in range(6):
            yield f"损坏-{damage.__name__}-{number}.xlsx", damage(whole, chance)
    for number, mutant in enumerate(mutants(2, seed=16)):
        yield f"笔误-{number}.xlsx", book_of(mutant.after).bytes()
    moved = altered.Altered(Book(edition), stamped=False)
    yield "移位.xlsx", moved.bytes()
    yield "恶意.xlsx", pour(hostile.filed(edition))
    bomb = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 9999 + b'">]><workbook>&b;</workbook>'
    yield "实体.xlsx", rezipped(whole, {"xl/workbook.xml": bomb})
    yield "过大.xlsx", rezipped(whole, {"xl/worksheets/sheet3.xml": b" " * (9 << 20)})
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    yield "过深.xlsx", rezipped(whole, {"xl/workbook.xml": deep})
    yield "过深未完.xlsx", rezipped(whole, {"xl/workbook.xml": deep[:300_000]})


@pytest.fixture
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser has none."""
    monkeypatch.setattr("xltools.reader.returned.reading.libreoffice", lambda: None)


@pytest.mark.usefixtures("no_libreoffice")
def test_g1_every_file_of_the_demo_is_judged_as_by_the_command_line(
    tab: Tab, received: list[Path]
) -> None:
    put_in(tab, *received)
    wanted = {file.name: judged(file) for file in received}
    assert tab.run(_ANSWERS) == wanted
    assert sum(bool(sums) for _, _, _, sums in wanted.values()) > 10


@pytest.mark.usefixtures("no_libreoffice")
def test_g1_odd_files_are_judged_as_by_the_command_line(
    tab: Tab, edition: Edition, tmp_path: Path
) -> None:
    files: list[Path] = []
    for name, data in odd(edition):
        files.append(tmp_path / name)
        files[-1].write_bytes(data)
    put_in(tab, *files)
    wanted = {file.name: judged(file) for file in files}
    assert tab.run(_ANSWERS) == wanted
    assert len(wanted) >= 60
    assert len({state for state, *_ in wanted.values()}) >= 8


# ------------------------------------------------------------------ G2


@contextmanager
def served(folder: Path) -> Generator[tuple[str, list[str]]]:
    """A server of static files: its address, and what was asked of it."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_request(self, code: object = "-", size: object = "-") -> None:  # noqa: ARG002
            asked.append(f"{self.command} {self.path}")

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        server.shutdown()


@pytest.mark.usefixtures("no_libreoffice")
def test_g2_a_folder_on_a_server_judges_the_same_and_only_gives(
    place: Path, chromium: str, received: list[Path]
) -> None:
    files = received[:6]
    with (
        served(place / "served") as (address, asked),
        browser(chromium, place / "chromium-served") as tab,
    ):
        show(tab, address)
        put_in(tab, *files)
        answers = tab.run(_ANSWERS)
    assert answers == {file.name: judged(file) for file in files}
    given = {f"GET /{file.relative_to(place / 'served')}" for file in place.glob("served/*/*")}
    assert set(asked) == {"GET /", *given}
    assert len(asked) == len(set(asked))


# ------------------------------------------------------------------ G3


def button(text: str) -> str:
    return f"[...document.querySelectorAll('button')].find(one => one.textContent == '{text}')"


def downloaded(downloads: Path, name: str, tab: Tab) -> bytes:
    """A file that the browser has saved, whole."""
    for _ in range(100):
        if (downloads / name).is_file() and not list(downloads.glob("*.crdownload")):
            data = (downloads / name).read_bytes()
            (downloads / name).unlink()
            return data
        tab.run("new Promise(done => setTimeout(done, 100))")
    raise AssertionError(f"{name} is not there, but {[file.name for file in downloads.iterdir()]}")


def links(tab: Tab) -> list[str]:
    """The names of what may be downloaded."""
    tab.until("!!document.querySelector('.made a')")
    return tab.run("[...document.querySelectorAll('.made a')].map(one => one.download)")


def test_g3_a_return_that_passes_gives_its_word_report(
    tab: Tab, downloads: Path, edition: Edition, tmp_path: Path
) -> None:
    file = save(passing(edition), tmp_path / "某某县司法局.xlsx")
    put_in(tab, file)
    tab.run(f"{button('生成报告')}.click()")
    *words, site = links(tab)
    tab.run("document.querySelectorAll('.made a').forEach(one => one.click())")
    examined = examine(file)
    assert examined.reading.filing
    filing, record = examined.reading.filing, record_of(file.name, examined)
    wanted = reports_of(filing, record) | proof_of(filing, record)
    assert [say("collection.proof") in word for word in words] == [False, True]
    for word in words:
        assert downloaded(downloads, word, tab) == wanted.pop(word)
    with zipfile.ZipFile(io.BytesIO(downloaded(downloads, site, tab))) as package:
        assert {name: package.read(name) for name in package.namelist()} == wanted


def test_g3_one_that_does_not_gives_a_draft(tab: Tab, edition: Edition, tmp_path: Path) -> None:
    put_in(tab, save(unfilled(edition), tmp_path / "a.xlsx"))
    assert not tab.run(f"!!{button('生成报告')}")
    tab.run(f"{button('生成草稿')}.click()")
    assert all(say("collection.draft") in name for name in links(tab))


@pytest.mark.parametrize("kind", ["errors", "unfilled", "doubts"])
def test_g3_the_marked_workbook_holds_what_was_filled_in_and_what_was_found(
    kind: str, tab: Tab, downloads: Path, edition: Edition, tmp_path: Path
) -> None:
    filing = {
        "errors": failing(edition),
        "unfilled": unfilled(edition),
        "doubts": replace(passing(edition), narratives={"proactive": ("全年收到申请99件。",)}),
    }[kind]
    file = save(filing, tmp_path / f"{kind}.xlsx")
    put_in(tab, file)
    tab.run(f"{button('下载标出问题的填报表')}.click()")
    data = downloaded(downloads, file.name, tab)
    examined = examine(file)
    assert examined.reading.filing
    wanted = pour(examined.reading.filing, examined.findings)
    assert without_values(data) == without_values(wanted)


def without_values(book: bytes) -> Mapping[str, str]:
    """A workbook's cells as texts, part by part, without the values that formulas carry."""
    import openpyxl

    told: dict[str, str] = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None or cell.comment:
                    note = cell.comment.text if cell.comment else ""
                    told[f"{sheet.title}!{cell.coordinate}"] = f"{cell.value} {note}"
    return told


def test_g3_findings_are_copied_as_texts(
    place: Path, chromium: str, edition: Edition, tmp_path: Path
) -> None:
    file = save(failing(edition, name="=1+1"), tmp_path / "a.xlsx")
    with (
        served(place / "served") as (address, _),
        browser(chromium, place / "chromium-copy") as tab,
    ):
        show(tab, address)
        put_in(tab, file)
        tab.run(
            "const put = DataTransfer.prototype.setData; window.said = {};"
            "DataTransfer.prototype.setData = function (kind, text) "
            "{ window.said[kind] = text; return put.call(this, kind, text); }"
        )
        tab.call("Runtime.evaluate", expression=f"{button('复制为表格')}.click()", userGesture=True)
        said = tab.until("window.said['text/plain'] && window.said")
    rows = [line.split("\t") for line in said["text/plain"].split("\r\n")]
    assert {len(row) for row in rows} == {5}  # nothing was explained
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell[:1] in "=+@-" and cell]
    assert "mso-number-format" in said["text/html"]


def test_g3_a_corrected_file_takes_the_place_of_the_one_before(
    tab: Tab, edition: Edition, tmp_path: Path
) -> None:
    put_in(tab, save(failing(edition), tmp_path / "a.xlsx"))
    tab.choose("#files", [save(passing(edition), tmp_path / "a.xlsx")])
    tab.until("!!document.querySelector('details.passed')")
    assert tab.run("document.querySelectorAll('details').length") == 1


def test_g3_pictures_for_the_manual(
    tab: Tab, edition: Edition, tmp_path: Path, pictures: Path
) -> None:
    """XLTOOLS_PICTURES=docs/images renews them."""
    tab.size(1000, 700)
    put_in(tab, save(failing(edition), tmp_path / "某某县司法局.xlsx"))
    (pictures / "manual-page-findings.png").write_bytes(tab.picture())
    put_in(tab, save(passing(edition), tmp_path / "某某县司法局.xlsx"))
    tab.run(f"{button('生成报告')}.click()")
    links(tab)
    (pictures / "manual-page-report.png").write_bytes(tab.picture())
    tab.size(390, 844)
    put_in(tab, save(failing(edition), tmp_path / "某某县司法局.xlsx"))
    (tmp_path / "phone.png").write_bytes(tab.picture())
    tab.size(1366, 768)


# ------------------------------------------------------------------ G4

_AXE = """axe.run().then(({ violations, passes }) =>
  [violations.map(one => [one.id, one.nodes[0].html]), passes.length])"""


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("filled", [False, True])
def test_g4_axe_finds_no_barrier_and_nothing_is_wider_than_the_screen(
    width: int, filled: bool, tab: Tab, axe: str, edition: Edition, tmp_path: Path
) -> None:
    tab.size(width, 768)
    if filled:
        put_in(tab, save(failing(edition), tmp_path / "某某县人力资源和社会保障局.xlsx"))
        tab.run(f"{button('生成草稿')}.click()")
        links(tab)
    else:
        tab.run("document.getElementById('results').replaceChildren()")
        tab.run("document.getElementById('help').hidden = false")
    tab.run(f"{axe}; 0")
    found = tab.run(_AXE)
    assert found[0] == []
    assert found[1] > 10
    assert tab.run("document.documentElement.scrollWidth") <= width
    tab.size(1366, 768)


def test_g4_all_of_it_works_by_the_keyboard(
    tab: Tab, downloads: Path, edition: Edition, tmp_path: Path
) -> None:
    put_in(tab, save(passing(edition), tmp_path / "某某县司法局.xlsx"))
    tab.run("document.getElementById('files').focus()")
    reached = [tab.run("document.activeElement.id")]
    for _ in range(8):
        tab.press("Tab")
        reached.append(tab.run("document.activeElement.id || document.activeElement.textContent"))
        if reached[-1] == "生成报告":
            break
    assert reached[0] == "files"
    assert reached[-1] == "生成报告"
    tab.press("Enter")
    word, *_ = links(tab)
    assert tab.until("document.activeElement.download") == word
    tab.press("Enter")
    assert downloaded(downloads, word, tab).startswith(b"PK")


# ------------------------------------------------------------------ G5


def test_g5_a_file_that_takes_too_long_is_given_up_and_the_next_is_judged(
    tab: Tab, edition: Edition, tmp_path: Path
) -> None:
    file = save(passing(edition), tmp_path / "慢.xlsx")
    put_in(tab, Path(shutil.copy(file, tmp_path / "先.xlsx")))
    tab.run("engine.patience = 300; engine.worker.postMessage = () => {}")
    tab.choose("#files", [file])
    tab.run("new Promise(done => setTimeout(done, 600)).then(() => { engine.patience = 60000; })")
    tab.until("document.querySelectorAll('details').length == 2")
    state, read = tab.run(
        "(({ result }) => [result.state, result.read])(document.querySelector('details'))"
    )
    assert (state, read) == ("fault", False)
    tab.run("[...document.querySelectorAll('details')].at(-1).querySelector('.first').click()")
    assert "报告已生成" in tab.until("document.querySelector('.made:not(:empty)')?.textContent")
    put_in(tab, Path(shutil.copy(file, tmp_path / "快.xlsx")))
    assert tab.run("document.querySelector('details').result.state") == "passed"


def test_g5_an_old_browser_is_told_what_to_use(place: Path, chromium: str) -> None:
    with browser(chromium, place / "chromium-old") as tab:
        old = "delete window.DecompressionStream"
        tab.call("Page.addScriptToEvaluateOnNewDocument", source=old)
        tab.go((place / PAGE).as_uri())
        assert "浏览器版本太低" in tab.until("document.getElementById('state')?.textContent")
        assert not tab.run("document.getElementById('drop').offsetHeight")
        assert tab.run("typeof engine") == "undefined"


# ------------------------------------------------------------------ G6

_TRY = """(async address => {
  const heard = (thing, properties) => new Promise((done, failed) =>
    Object.assign(thing, { onload: done, onopen: done, onerror: failed, ...properties }));
  const added = (tag, properties) => {
    const element = document.createElement(tag);
    document.body.append(element);
    return heard(element, properties);
  };
  const inside = URL.createObjectURL(new Blob([`fetch("${address}")`]));
  const tried = [
    () => fetch(address),
    () => fetch(address, { mode: "no-cors", method: "POST", body: "x" }),
    () => navigator.sendBeacon(address, "x"),
    () => heard(new WebSocket(address.replace("http", "ws"))),
    () => heard(new EventSource(address)),
    () => { const asked = new XMLHttpRequest(); asked.open("GET", address); asked.send(); },
    () => added("img", { src: address }),
    () => added("iframe", { src: address }),
    () => added("script", { src: address }),
    () => added("link", { rel: "stylesheet", href: address }),
    () => { const form = document.createElement("form"); document.body.append(form);
      Object.assign(form, { action: address, method: "post", target: "_blank" }).submit(); },
    () => heard(new Worker(inside)),
  ];
  const soon = () => new Promise(done => setTimeout(done, 200));
  for (const one of tried) {
    await Promise.race([Promise.resolve().then(one).catch(() => {}), soon()]);
  }
  return tried.length;
})"""


def heard(listening: socket.socket) -> bytes:
    """What was sent to it. A browser may knock before it looks at the policy, and say nothing."""
    said = b""
    with suppress(TimeoutError):
        while True:
            connection, _ = listening.accept()
            connection.settimeout(1)
            with connection, suppress(TimeoutError):
                said += connection.recv(1000)
    return said


def test_g6_nothing_arrives_anywhere(tab: Tab, edition: Edition, tmp_path: Path) -> None:
    """Neither by what a workbook refers to, nor where the page itself tries to send."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(1)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/x"
        drawn = f'<img src="{address}"><script src="{address}"></script>'
        filing = replace(passing(edition), narratives={"proactive": (drawn, address)})
        target = f'<Relationship Id="r" Type="x" TargetMode="External" Target="{address}"/>'
        link = f"<Relationships>{target}</Relationships>".encode()
        book = rezipped(pour(filing), {"xl/externalLinks/_rels/externalLink1.xml.rels": link})
        file = tmp_path / "外链.xlsx"
        file.write_bytes(book)
        put_in(tab, file)
        assert tab.run(f"{_TRY}({json.dumps(address)})") == 12
        assert heard(listening) == b""
