"""Sheets as a clerk sees them on a screen: run under Xvfb by the python that has `uno`.

    xvfb-run -s "-screen 0 1366x768x24" python3 uno_screens.py SOFFICE PROFILE SCRIPT.json

SCRIPT: [[book, [[sheet, address, picture, *keys], …]], …]. Each book is opened once; a picture is
taken of each sheet as it opens, or, where an address is given, with that cell selected. Keys
are pressed before, each a key or, after `=`, a text that is typed. What Return opens waits for an
answer that nobody gives: it ends the script.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from uno_clerk import desktop_of, started

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay"
 oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"
 oor:op="fuse"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="DefaultLocale_CJK"
 oor:op="fuse"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="LastTimeDonateShown"
 oor:op="fuse"><value>2100000000</value></prop><prop oor:name="LastTimeGetInvolvedShown"
 oor:op="fuse"><value>2100000000</value></prop><prop oor:name="ooSetupLastVersion"
 oor:op="fuse"><value>99.9</value></prop></item>
</oor:items>
"""
"""A Chinese office's; no tip of the day and no bar that asks for something before the sheet."""


def draw(desktop, book, pictures):
    document = desktop.loadComponentFromURL(Path(book).resolve().as_uri(), "_blank", 0, ())
    controller = document.CurrentController
    controller.Frame.ContainerWindow.setPosSize(0, 0, 1366, 768, 15)
    time.sleep(2)
    for name, address, picture, *keys in pictures:
        sheet = document.Sheets.getByName(name)
        controller.setActiveSheet(sheet)
        if address:
            cell = sheet.getCellRangeByName(address)
            controller.setFirstVisibleRow(cell.CellAddress.Row)
            controller.select(cell)
        time.sleep(0.8)
        press(keys)
        subprocess.run(["import", "-window", "root", picture], check=True)
        if "Return" in keys:
            return False
        press(["Escape"] if keys else [])
    document.close(True)
    return True


def press(keys):
    for key in keys:
        how = ["type", key[1:]] if key.startswith("=") else ["key", key]
        subprocess.run(["xdotool", *how], check=True)
        time.sleep(0.8)


def main():
    program, profile, script = sys.argv[1:]
    user = Path(profile) / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
    process, pipe = started(program, profile, "--nologo")
    try:
        desktop = desktop_of(pipe)
        asked = json.loads(Path(script).read_text("utf-8"))
        if all(draw(desktop, book, pictures) for book, pictures in asked):
            desktop.terminate()
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
