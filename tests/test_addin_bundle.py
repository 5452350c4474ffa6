"""The offline package, and the icons that files are dropped on.

O1 what is packed is complete for Windows and installed by digest
O2 those for Linux say for which processor, and install without a network
O3 the scripts are read alike in every code page, and go nowhere that is not there
O4 what cannot be packed is told in one sentence
O5 every dropped file arrives, whatever its name
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from rendered import render_html

pytest.importorskip("pyopenvba", reason="pyOpenVBA is not installed")
pytest.importorskip("uv", reason="uv is not installed")

from returns import failing, passing, save

from xltools import __version__, cli
from xltools.addin import bundle as bundling
from xltools.addin.build import build_addin
from xltools.addin.bundle import OURS, CannotBundle, Target, bundle
from xltools.addin.dropped import VARIABLE, arguments, dropped
from xltools.addin.platforms import Platform
from xltools.cli import importing, output, returns
from xltools.law.edition import Edition
from xltools.messages import say
from xltools.reader import read_return

ROOT = Path(__file__).resolve().parents[1]
TOP = f"xltools-{__version__}/"


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A package index must answer, or the test is skipped."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--retries", "0"]
    command += ["--timeout", "15", "--dest", str(tmp_path_factory.mktemp("pip")), "colorama"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("no package index answers")
    if done.returncode:
        pytest.skip("no package index answers")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A package of two invented wheels."""

    def own_wheel(_: Path, folder: Path) -> Path:
        wheel = folder / f"{OURS.replace('-', '_')}-1.0-py3-none-any.whl"
        wheel.write_bytes(b"ours")
        return wheel

    def download(_: Target, __: Path, folder: Path) -> None:
        (folder / "some_thing-2.0-cp311-cp311-win_amd64.whl").write_bytes(b"theirs")

    monkeypatch.setattr(bundling, "_own_wheel", own_wheel)
    monkeypatch.setattr(bundling, "_download", download)
    return bundle(Target(ROOT))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This program's own wheel, built once."""
    return bundling._own_wheel(ROOT, tmp_path_factory.mktemp("wheel"))  # pyright: ignore[reportPrivateUsage]


@pytest.fixture
def built(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages take the wheel that is built already."""

    def copied(_: Path, folder: Path) -> Path:
        return Path(shutil.copy(wheel, folder))

    monkeypatch.setattr(bundling, "_own_wheel", copied)


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as opened:
        return {name.removeprefix(TOP): opened.read(name) for name in opened.namelist()}


# ------------------------------------------------------------------ O1


@pytest.mark.network
@pytest.mark.usefixtures("index", "built")
def test_o1_the_package_for_windows_is_complete() -> None:
    files = files_of(bundle(Target(ROOT)))
    wheels = [Path(name).name for name in files if name.endswith(".whl")]
    packed = {name.split("-")[0].lower().replace("_", "-") for name in wheels}
    assert {"pywin32", "colorama", "xlwings", "pyopenvba", "pdfplumber", OURS} <= packed
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[^\w-]", name)[0].lower() for name in project["dependencies"]}
    assert wanted <= packed
    assert all(name.endswith(("win_amd64.whl", "none-any.whl")) for name in wheels)


def test_o1_every_file_is_there_with_its_digest(offline: bytes) -> None:
    files = files_of(offline)
    listed = files.pop("SHA256.txt").decode("utf-8-sig").splitlines()
    assert listed == [f"{sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)]
    people = {*SCRIPTS, "安装说明.txt", "信息部门说明.txt"}
    assert people <= set(files)
    assert files["wheels/requirements.txt"].decode().splitlines() == [
        f"some_thing==2.0 --hash=sha256:{sha256(b'theirs').hexdigest()}",
        f"xltools_nianbao==1.0 --hash=sha256:{sha256(b'ours').hexdigest()}",
    ]


def test_o1_the_page_begins_with_what_is_needed_and_what_is_not_supported(offline: bytes) -> None:
    lines = files_of(offline)["安装说明.txt"].decode("utf-8-sig").splitlines()
    first = "\n".join(lines[:6])
    assert bundling.INSTALLERS["3.11"] in first
    assert all(word in first for word in ("Python 3.11", "64 位", "不支持", "WPS", "Mac"))
    assert "{" not in "\n".join(lines)
    assert len(lines) <= 40


# ------------------------------------------------------------------ O2


@pytest.mark.network
@pytest.mark.usefixtures("index", "built")
def test_o2_the_linux_twin_installs_without_a_network(tmp_path: Path) -> None:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    if python not in bundling.INSTALLERS or sys.platform != "linux":
        pytest.skip("the twin is for Linux and a Python that the package can be made for")
    twin = bundle(Target(ROOT, python, Platform.LINUX))
    with zipfile.ZipFile(BytesIO(twin)) as package:
        package.extractall(tmp_path)
    home = tmp_path / "home"
    given = {
        **os.environ,
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PIP_NO_COMPILE": "1",  # thousands of files of which three commands need few
    }
    given.pop("XDG_DATA_HOME", None)
    installed = subprocess.run(
        ["sh", tmp_path / TOP / "install.sh"],
        env=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert installed.returncode == 0, installed.stderr
    assert (home / ".local/bin/xltools").is_file()
    run = home / ".local/share/xltools/python/bin/python"
    made = tmp_path / "xltools.xlam"
    subprocess.run([run, "-m", "pip", "check"], check=True, capture_output=True, timeout=60)
    subprocess.run(
        [run, "-m", "xltools", "addin", "build", "-o", made],
        check=True,
        capture_output=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert made.read_bytes() == build_addin()
    assert _first_line(home) == f"#!{run}"
    _a_package_that_fails_leaves_what_was_there(tmp_path, given, run)


def _first_line(home: Path) -> str:
    """Which Python the installed command runs."""
    return (home / ".local/bin/xltools").read_text("utf-8").partition("\n")[0]


def _a_package_that_fails_leaves_what_was_there(
    folder: Path, given: dict[str, str], run: Path
) -> None:
    mark = run.parent / "kept"
    mark.touch()
    listed = folder / TOP / "wheels" / "requirements.txt"
    listed.write_text(listed.read_text("ascii").replace("sha256:", "sha256:00", 1), "ascii")
    script = ["sh", folder / TOP / "install.sh"]
    done = subprocess.run(script, env=given, capture_output=True, timeout=300, check=False)
    assert done.returncode == 1
    assert mark.exists()
    subprocess.run([run, "-m", "xltools", "--version"], check=True, capture_output=True)


def linux(monkeypatch: pytest.MonkeyPatch, platform: Platform) -> dict[str, bytes]:
    """A package for Linux of two invented wheels."""

    def download(_: Target, __: Path, folder: Path) -> None:
        (folder / "some_thing-2.0-cp311-cp311-manylinux_2_28_aarch64.whl").write_bytes(b"theirs")

    monkeypatch.setattr(bundling, "_own_wheel", lambda *_: Path())  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setattr(bundling, "_download", download)
    return files_of(bundle(Target(ROOT, platform=platform)))


@pytest.mark.parametrize("platform", [Platform.LINUX, Platform.LINUX_ARM])
def test_o2_a_package_for_linux_says_for_which(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = linux(monkeypatch, platform)
    script = files["install.sh"]
    assert script.isascii()
    assert b"\r" not in script
    assert not re.search(rb"@[A-Z]+@", script)
    assert platform.machine.encode() in script
    opened = {f"files/{name}.txt" for name in re.findall(r"stop ([\w-]+)", script.decode())}
    assert opened <= set(files)
    page = files["安装说明.txt"].decode()
    assert all(word in page for word in (platform.machine, "LoongArch", "填报检查.html"))
    assert "{" not in page
    assert not [name for name in files if name.endswith(".cmd")]
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    checked = ["sha256sum", "--quiet", "-c", "SHA256.txt"]
    subprocess.run(checked, cwd=tmp_path, check=True, timeout=60)


@pytest.mark.parametrize(
    ("platform", "word"), [(Platform.LINUX, "Python 3.11"), (Platform.LINUX_ARM, "aarch64")]
)
def test_o2_install_sh_says_why_it_cannot(
    platform: Platform, word: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On an x86_64 without any Python: the wrong processor, or no Python."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("cat", "dirname"):
        (tools / tool).symlink_to(
            f"/bin/{tool}" if Path(f"/bin/{tool}").exists() else f"/usr/bin/{tool}"
        )
    (tools / "uname").write_text("#!/bin/sh\necho x86_64\n")
    (tools / "uname").chmod(0o755)
    for name, data in linux(monkeypatch, platform).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        ["/bin/sh", "install.sh"],
        cwd=tmp_path,
        env={"PATH": str(tools), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert word in done.stderr


@pytest.mark.network
@pytest.mark.usefixtures("index")
def test_o2_every_dependency_has_a_wheel_for_arm(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Resolved from wheels only; that pip then gets them is seen for the other platforms."""
    run = bundling._run  # pyright: ignore[reportPrivateUsage]
    left_out: list[object] = []

    def resolving(module: str, *arguments: object) -> None:
        if module == "uv":
            run(module, *arguments)
        else:
            left_out.extend(arguments)

    monkeypatch.setattr(bundling, "_run", resolving)
    target = Target(ROOT, platform=Platform.LINUX_ARM)
    bundling._download(target, wheel, tmp_path)  # pyright: ignore[reportPrivateUsage]
    resolved = (tmp_path / "resolved.txt").read_text("utf-8")
    assert len(re.findall(r"^[\w-]+==", resolved, re.MULTILINE)) > 15
    assert "manylinux_2_28_aarch64" in left_out
    (asked := tmp_path / "windows.in").write_text("pywin32")  # which has none
    only = ("--only-binary", ":all:", "--python-platform", "aarch64-manylinux_2_28")
    with pytest.raises(CannotBundle, match="wheels"):
        run("uv", "pip", "compile", asked, *only)


# ------------------------------------------------------------------ O3

SCRIPTS = ("install.cmd", "校验.cmd", "批量处理.cmd", "导入报告.cmd", "环境自检.cmd")


@pytest.mark.parametrize("name", SCRIPTS)
def test_o3_a_script_is_ascii_with_windows_line_ends(name: str, offline: bytes) -> None:
    script = files_of(offline)[name]
    assert script.isascii()
    assert script.count(b"\r\n") == script.count(b"\n")
    assert b"@PYTHON@" not in script
    assert not re.search(rb"@[A-Z]+@", script)


@pytest.mark.parametrize("name", SCRIPTS)
def test_o3_a_script_jumps_to_labels_and_opens_files_that_are_there(
    name: str, offline: bytes
) -> None:
    files = files_of(offline)
    script = files[name].decode()
    labels = set(re.findall(r"^:(\w+)\r?$", script, re.MULTILINE))
    assert set(re.findall(r"(?:call :|goto )(\w+)", script)) <= labels
    opened = {path.replace("\\", "/") for path in re.findall(r"files\\[\w-]+\.txt", script)}
    assert opened
    assert opened <= set(files)


def test_o3_the_icons_end_the_command_interpreter(offline: bytes) -> None:
    """So that what follows an ampersand in a dropped name is never run."""
    for name in SCRIPTS[1:]:
        lines = files_of(offline)[name].decode().split("\r\n")
        assert lines[-2:] == ["exit", ""]
        assert not any("exit /b" in line for line in lines if not line.startswith("rem"))


def test_o3_every_text_opens_in_notepad(offline: bytes) -> None:
    texts = {name: data for name, data in files_of(offline).items() if name.endswith(".txt")}
    texts.pop("wheels/requirements.txt")
    for data in texts.values():
        assert data.startswith(b"\xef\xbb\xbf")
        data.decode("utf-8-sig").encode("gbk")


# ------------------------------------------------------------------ O4


def test_o4_another_python_is_refused() -> None:
    with pytest.raises(CannotBundle, match=re.escape("3.11")):
        bundle(Target(ROOT, "3.5"))


def test_o4_without_uv_the_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: str) -> None:
        return None

    monkeypatch.setattr(bundling, "find_spec", gone)
    with pytest.raises(CannotBundle, match="uv"):
        bundle(Target(ROOT))


def test_o4_a_folder_without_the_source_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["addin", "bundle", "-o", str(tmp_path / "x.zip"), "--source", str(tmp_path)]
    assert cli.run(line) == 3
    told = say("bundle.no_source", source=tmp_path)
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_o4_a_step_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("this is no TOML")
    with pytest.raises(CannotBundle, match="pip"):
        bundle(Target(tmp_path))


# ------------------------------------------------------------------ O5

STARTED = r'C:\Windows\system32\cmd.exe /c ""C:\Users\张三\Desktop\校验.cmd" '


@pytest.mark.parametrize(
    ("names", "paths"),
    [
        (r'C:\收件\a.xlsx"', [r"C:\收件\a.xlsx"]),
        (r'"C:\收 件\a.xlsx" C:\b.xlsx"', [r"C:\收 件\a.xlsx", r"C:\b.xlsx"]),
        (r'C:\年报&附件&calc.xlsx "C:\b c.xlsx""', [r"C:\年报&附件&calc.xlsx", r"C:\b c.xlsx"]),
        (r'C:\%PATH%^!(1).xlsx"', [r"C:\%PATH%^!(1).xlsx"]),
        ('"', []),
    ],
)
def test_o5_dropped_names_arrive_as_they_are(names: str, paths: list[str]) -> None:
    assert dropped(STARTED + names) == paths


def test_o5_a_name_is_never_taken_for_an_option() -> None:
    line = arguments("validate", STARTED + r'--log=x.xlsx"')
    assert line == ["validate", "--open", "--", "--log=x.xlsx"]


def test_o5_a_dropped_return_is_validated_and_what_was_found_is_opened(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    book = save(failing(edition), tmp_path / "年报&附件.xlsx")
    monkeypatch.setattr(output, "open_with_its_program", open_it)
    monkeypatch.setattr(returns, "own_folder", lambda: tmp_path)
    monkeypatch.setenv(VARIABLE, f'{STARTED}{book}"')
    assert cli.run(["addin", "dropped", "validate"]) == 1
    (page,) = opened
    assert book.name.replace("&", "&amp;") in page.read_text("utf-8")


def test_o5_a_dropped_report_becomes_a_workbook_beside_it_that_opens(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(importing, "show_file", opened.append)
    report, taken = tmp_path / "年报&附件.html", tmp_path / "年报&附件.xlsx"
    report.write_text(render_html(passing(edition)), encoding="utf-8")
    taken.write_bytes(b"the return itself")
    monkeypatch.setenv(VARIABLE, f'{STARTED}{report}"')
    assert cli.run(["addin", "dropped", "import"]) in (0, 1)
    (book,) = opened
    assert book.parent == tmp_path
    assert read_return(book).filing
    assert taken.read_bytes() == b"the return itself"


@pytest.mark.parametrize("line", ["", r"C:\Windows\system32\cmd.exe", STARTED + '"'])
def test_o5_an_icon_that_was_only_clicked_says_what_to_do(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, line)
    assert cli.run(["addin", "dropped", "validate"]) == 2
    assert say("bundle.dropped_nothing") in capsys.readouterr().err
