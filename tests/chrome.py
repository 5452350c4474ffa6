"""Chromium steered over a pipe, by its own protocol: no driver and no port is needed."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import subprocess
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--remote-debugging-pipe"),
)
_PATIENCE = 60.0
"""Seconds until something has become true; on a machine with other work to do it takes long."""

Json = dict[str, Any]


class Tab:
    """One page of the browser."""

    def __init__(self, send: Callable[[str, Json, str], Json], session: str) -> None:
        self._send, self._session = send, session
        self.call("Page.enable")
        self.call("Runtime.enable")

    def call(self, method: str, **parameters: object) -> Json:
        return self._send(method, parameters, self._session)

    def go(self, address: str) -> None:
        """Open an address; back when the page has begun to load."""
        self.call("Page.navigate", url=address)
        self.until("document.documentElement && document.readyState != 'loading'")

    def run(self, script: str) -> Any:
        """What an expression gives, waited for where it is a promise."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, script: str, seconds: float = _PATIENCE) -> Any:
        """What an expression gives as soon as it is true."""
        end = time.monotonic() + seconds
        while not (value := self.run(script)):
            assert time.monotonic() < end, f"not within {seconds} s: {script}"
            time.sleep(0.1)
        return value

    def choose(self, selector: str, files: Sequence[Path]) -> None:
        """Put files into an input, as a person does who chooses them."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def press(self, *keys: str) -> None:
        for key in keys:
            typed = {"Enter": "\r", " ": " "}.get(key, "")
            codes = {"Tab": 9, "Enter": 13, " ": 32}
            known = {"key": key, "text": typed, "windowsVirtualKeyCode": codes[key]}
            self.call("Input.dispatchKeyEvent", type="keyDown", **known)
            self.call("Input.dispatchKeyEvent", type="keyUp", **known)

    def size(self, width: int, height: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
        )

    def picture(self, **options: object) -> bytes:
        return base64.b64decode(self.call("Page.captureScreenshot", **options)["data"])


@contextmanager
def browser(program: str, folder: Path, downloads: Path | None = None) -> Generator[Tab]:
    """A tab of a browser with a profile of its own; what it downloads goes to that folder."""
    profile = folder / "profile"
    down, up = os.pipe(), os.pipe()
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (down[0], up[1])]
    command = f'exec "$0" "$@" 3<&{ends[0]} 4>&{ends[1]}'
    process = subprocess.Popen(
        ["bash", "-c", command, program, *_ARGUMENTS, f"--user-data-dir={profile}", "about:blank"],
        pass_fds=ends,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for end in (down[0], up[1], *ends):
        os.close(end)
    count, pending = 0, b""

    def send(method: str, parameters: Json, session: str = "") -> Json:
        nonlocal count, pending
        count += 1
        message = {"id": count, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(down[1], data) :]
        while True:
            while b"\0" not in pending:
                more = os.read(up[0], 1 << 20)
                assert more, "the browser is gone"
                pending += more
            line, pending = pending.split(b"\0", 1)
            answer = json.loads(line)
            if answer.get("id") == count:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    try:
        target = send("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = send("Target.attachToTarget", {"targetId": target, "flatten": True})
        if downloads:
            place = {"behavior": "allow", "downloadPath": str(downloads)}
            send("Browser.setDownloadBehavior", place)
        yield Tab(send, attached["sessionId"])
        send("Browser.close", {})
    finally:
        os.close(down[1])
        os.close(up[0])
        process.kill()
        process.wait()
