"""Installing the ribbon in WPS: the scripts of Linux as they are, that of Windows in a stand-in.

X1 the add-in is copied and named in WPS's list; again changes nothing; taken away nothing is left
X2 entries of others keep every byte; of ours only the newest stays
X3 a list that is not understood is told of, and nothing at all is touched
X4 what hinders is told in one sentence   X5 the scripts are read alike in every code page
X6 through the command line
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xltools import cli
from xltools.cli.output import write_new_folder
from xltools.messages import say
from xltools.wps.build import ENTRY, FOLDER, NAME, addin_folder

WINDOWS = Path(__file__).with_name("wps_windows.js")
INSTALL, REMOVE = "install", "remove"


@dataclass
class Machine:
    """A computer of one system, with a user's home and the folder that was copied to it."""

    system: str
    home: Path
    given: Path

    @property
    def addons(self) -> Path:
        kingsoft = ("kingsoft",) if self.system == "windows" else (".local", "share", "Kingsoft")
        return self.home.joinpath(*kingsoft, "wps", "jsaddons")

    @property
    def list(self) -> Path:
        return self.addons / "publish.xml"

    def run(self, action: str) -> str:
        """Run a script; what it says. AssertionError where it says that it failed."""
        done = self.tried(action)
        assert done.returncode == (10 if self.system == "windows" else 0), done
        return done.stdout.strip()

    def tried(self, action: str) -> subprocess.CompletedProcess[str]:
        given = {"PATH": os.environ["PATH"], "HOME": str(self.home), "APPDATA": str(self.home)}
        files = self.given / "files"
        command = ["sh", str(self.given / f"{say(f'wps.{action}')}.sh")]
        if self.system == "windows":
            command = ["node", str(WINDOWS), str(files / "installer.js"), action]
        return subprocess.run(
            command, env=given, capture_output=True, text=True, timeout=60, check=False
        )

    def write(self, text: str | bytes) -> bytes:
        self.addons.mkdir(parents=True, exist_ok=True)
        data = text.encode() if isinstance(text, str) else text
        self.list.write_bytes(data)
        return data


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return addin_folder({"python.wasm": b"x"}, "<!doctype html>")


@pytest.fixture(params=["linux", "windows"])
def machine(request: pytest.FixtureRequest, files: dict[str, bytes], tmp_path: Path) -> Machine:
    if request.param == "windows" and not shutil.which("node"):
        pytest.skip("node is not installed")
    home, given = tmp_path / "张 三", tmp_path / "下载 (1)" / "年报&工具"
    home.mkdir()
    write_new_folder(given, files)
    return Machine(str(request.param), home, given)


def named(data: bytes) -> list[str | None]:
    """The add-ins in a list, in order."""
    return [entry.get("name") for entry in ElementTree.fromstring(data)]


# ------------------------------------------------------------------ X1


def test_x1_installed_twice_and_taken_away(machine: Machine, files: dict[str, bytes]) -> None:
    assert machine.run(INSTALL) == say("wps_install.installed")
    first = machine.list.read_bytes()
    (entry,) = ElementTree.fromstring(first)
    assert (entry.tag, entry.get("type"), entry.get("url")) == ("jsplugin", "et", FOLDER)
    copied = {
        file.relative_to(machine.addons).as_posix(): file.read_bytes()
        for file in (machine.addons / FOLDER).rglob("*")
        if file.is_file()
    }
    assert copied == {name: data for name, data in files.items() if name.startswith(FOLDER)}
    machine.run(INSTALL)
    assert machine.list.read_bytes() == first
    assert machine.run(REMOVE) == say("wps_install.removed")
    assert list(machine.addons.iterdir()) == []
    assert machine.run(REMOVE) == say("wps_install.nothing")


def test_x1_what_was_never_installed_is_not_made(machine: Machine) -> None:
    assert machine.run(REMOVE) == say("wps_install.nothing")
    assert list(machine.home.iterdir()) == []


# ------------------------------------------------------------------ X2

OTHERS = {
    "as wpsjs writes it": '<jsplugins>\n  <jspluginonline name="a" url="http://a/"/>\n</jsplugins>',
    "Windows": '<?xml version="1.0"?>\r\n<jsplugins>\r\n<a name="甲"/>\r\n</jsplugins>\r\n',
    "byte order mark": "\ufeff<jsplugins>\n<jsplugin name='a'></jsplugin>\n\n</jsplugins>\n\n",
    "in one line": '<jsplugins><jsplugin name="a" note="1 &gt; 0 > -1"/></jsplugins>',
    "none": "<jsplugins>\n  </jsplugins>",
    "comments": '<!-- <a name="xltools"/> --><jsplugins a="b"><!-- < --></jsplugins>\n<!--x-->',
    "names like ours": '<jsplugins><jsplugin name="xltools-b"/><a url="xltools"/></jsplugins>',
    "entries with entries": '<jsplugins>\n\t<group><a name="xltools2"/></group>\n</jsplugins>',
    "another code page": '<jsplugins><jsplugin name="甲"/></jsplugins>\n'.encode("gbk"),
    "quotes and dollars": "<jsplugins><jsplugin name='$&amp;`' a='\"\\1&amp;'/>\n</jsplugins>",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_x2_entries_of_others_keep_every_byte(kind: str, machine: Machine) -> None:
    before = machine.write(OTHERS[kind])
    machine.run(INSTALL)
    after = machine.list.read_bytes()
    at = after.rindex(ENTRY.encode())
    assert after[:at] + after[at + len(ENTRY) + 1 :] == before
    assert after[at + len(ENTRY) :].startswith(b"\n</jsplugins>")
    machine.run(INSTALL)
    assert machine.list.read_bytes() == after
    machine.run(REMOVE)
    assert machine.list.read_bytes() == before


def test_x2_an_empty_list_that_closes_itself_is_opened(machine: Machine) -> None:
    machine.write('<jsplugins a="b" />\n')
    machine.run(INSTALL)
    assert machine.list.read_text() == f'<jsplugins a="b">\n{ENTRY}\n</jsplugins>\n'
    machine.run(REMOVE)
    assert machine.list.read_text() == '<jsplugins a="b">\n</jsplugins>\n'


@pytest.mark.parametrize(
    "old",
    [
        '<jsplugin name="xltools" url="xltools_0.1.0" version="0.1.0"/>',
        "<jsplugin url='xltools_0.1.0'\n name = 'xltools' />",
        '<jspluginonline name="xltools"><debug/></jspluginonline>',
    ],
)
def test_x2_an_older_one_of_ours_goes(old: str, machine: Machine) -> None:
    machine.write(f'<jsplugins>\n<jsplugin name="a"/>\n{old}\n<jsplugin name="b"/>\n</jsplugins>\n')
    for name in (f"{NAME}_0.1.0", f"{NAME}-other_1.0", "a_1.0"):
        (machine.addons / name).mkdir()
        (machine.addons / name / "main.js").write_text(name)
    machine.run(INSTALL)
    assert named(machine.list.read_bytes()) == ["a", "b", NAME]
    there = {FOLDER, f"{NAME}-other_1.0", "a_1.0", "publish.xml"}
    assert {one.name for one in machine.addons.iterdir()} == there
    machine.run(REMOVE)
    assert named(machine.list.read_bytes()) == ["a", "b"]
    assert {one.name for one in machine.addons.iterdir()} == there - {FOLDER}


# ------------------------------------------------------------------ X3

NOT_UNDERSTOOD = {
    "cut off": '<jsplugins>\n<jsplugin name="a"',
    "not closed": '<jsplugins><jsplugin name="a">',
    "closed twice": "<jsplugins></jsplugins></jsplugins>",
    "crossed": "<jsplugins><a><b></a></b></jsplugins>",
    "two lists": "<jsplugins></jsplugins><jsplugins></jsplugins>",
    "another root": "<plugins></plugins>",
    "text": "<jsplugins>text</jsplugins>",
    "text after it": "<jsplugins></jsplugins>x",
    "an entity": '<!DOCTYPE a [<!ENTITY b "c">]><jsplugins></jsplugins>',
    "no quotes": "<jsplugins><jsplugin name=a/></jsplugins>",
    "an open comment": "<jsplugins></jsplugins><!-- ",
    "nothing": "",
    "wide characters": "<jsplugins></jsplugins>".encode("utf-16"),
    "no XML": b"\xd0\xcf\x11\xe0\0\0",
}


@pytest.mark.parametrize("kind", NOT_UNDERSTOOD)
@pytest.mark.parametrize("action", [INSTALL, REMOVE])
def test_x3_it_is_told_and_nothing_is_touched(action: str, kind: str, machine: Machine) -> None:
    before = machine.write(NOT_UNDERSTOOD[kind])
    if action == REMOVE:
        (machine.addons / FOLDER).mkdir()
    there = sorted(machine.addons.rglob("*"))
    done = machine.tried(action)
    assert done.returncode == (11 if machine.system == "windows" else 1)
    told = done.stdout + done.stderr
    assert say("wps_install.broken") in told
    assert str(machine.list) in told.replace("\\", "/")
    assert machine.list.read_bytes() == before
    assert sorted(machine.addons.rglob("*")) == there


# ------------------------------------------------------------------ X4


def test_x4_a_place_that_cannot_be_written_is_named(machine: Machine) -> None:
    machine.addons.parent.mkdir(parents=True)
    machine.addons.write_text("a file in its place")
    done = machine.tried(INSTALL)
    assert done.returncode == (11 if machine.system == "windows" else 1)
    assert say("wps_install.failed") in done.stdout + done.stderr


def test_x4_a_folder_that_is_not_whole_is_told(machine: Machine) -> None:
    (machine.given / FOLDER / "main.js").unlink()
    done = machine.tried(INSTALL)
    assert done.returncode == (11 if machine.system == "windows" else 1)
    assert say("wps_install.incomplete") in done.stdout + done.stderr
    assert list(machine.home.iterdir()) == []


# ------------------------------------------------------------------ X5


def test_x5_the_scripts_of_windows_are_ascii_with_its_line_ends(files: dict[str, bytes]) -> None:
    scripts = {name: data for name, data in files.items() if name.endswith(".cmd")}
    assert set(scripts) == {"安装.cmd", "卸载.cmd"}
    for data in (*scripts.values(), files["files/installer.js"]):
        assert data.isascii()
        assert data.count(b"\r\n") == data.count(b"\n")
        assert not re.search(rb"@[A-Z]+@", data)
    for name, data in scripts.items():
        labels = re.findall(r"^:(\w+)", text := data.decode(), re.MULTILINE)
        assert set(re.findall(r"goto (\w+)", text)) == set(labels)
        opened = set(re.findall(r"%~dp0files\\([\w.-]+)", text))
        assert {f"files/{file}" for file in opened} <= set(files)
        assert b'"%SystemRoot%\\System32\\cscript.exe"' in data
        action = INSTALL if name.startswith("安装") else REMOVE
        assert f'installer.js" {action}\r\n'.encode() in data
    assert files["files/no-scripts.txt"].startswith(b"\xef\xbb\xbf")


def test_x5_installer_js_is_for_the_oldest_jscript(files: dict[str, bytes]) -> None:
    script = files["files/installer.js"].decode()
    young = ("=>", "`", "const ", "let ", "JSON", ".trim(", ".forEach", ".map(", ",\r\n}", ",]")
    assert [word for word in young if word in script] == []
    used = set(re.findall(r'new ActiveXObject\("([\w.]+)"\)', script))
    assert used == {"Scripting.FileSystemObject", "WScript.Shell", "ADODB.Stream"}


def test_x5_the_scripts_of_linux_are_ascii_and_can_be_run(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    write_new_folder(tmp_path / "a", files)
    for name in ("安装.sh", "卸载.sh", "files/installer.sh", "files/publish.awk"):
        assert files[name].isascii()
        assert b"\r" not in files[name]
        assert not re.search(rb"@[A-Z]+@", files[name])
    assert (tmp_path / "a" / "安装.sh").stat().st_mode & 0o111
    shown = set(re.findall(r"(?:stop|say) ([a-z]+)", files["files/installer.sh"].decode()))
    assert {f"files/{code}.txt" for code in shown} <= set(files)


def test_x5_the_page_says_what_is_needed_and_what_was_not_seen(files: dict[str, bytes]) -> None:
    text = files[say("wps.readme")].decode("utf-8-sig")
    assert "{" not in text
    assert all(word in text for word in ("WPS", "没有在真正的 WPS 中试装过", FOLDER, "卸载"))
    assert len(text.splitlines()) <= 40


# ------------------------------------------------------------------ X6


def test_x6_the_folder_is_built(page_parts: Path, tmp_path: Path) -> None:
    made = tmp_path / "年报工具"
    command = ["addin", "build", "--wps", "-o", str(made), "--from", str(page_parts)]
    assert cli.run(command) == 0
    assert (made / FOLDER / "ribbon.xml").is_file()
    assert "填报" in (made / FOLDER / f"{say('macro.manual')}.html").read_text("utf-8")
    assert cli.run(command) == 2


@pytest.mark.parametrize("extra", [["--wps", "--from"], ["--from"]])
def test_x6_what_cannot_be_built_writes_nothing(
    extra: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "a"
    code = cli.run(["addin", "build", "-o", str(made), *extra, str(tmp_path)])
    assert code == (3 if "--wps" in extra else 2)
    assert ("page fetch" if "--wps" in extra else "--wps") in capsys.readouterr().err
    assert not made.exists()
