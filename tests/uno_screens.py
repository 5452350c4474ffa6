"""Workbooks as a clerk sees them: run under Xvfb by the python that has `uno`.

    xvfb-run -s "-screen 0 1366x768x24" python3 uno_screens.py SOFFICE PROFILE OUT BOOK…

Writes OUT/BOOK-SHEET.png for each visible sheet of each book, opened as it was saved, and
OUT/BOOK-SHEET-end.png scrolled to its last row where that is another picture.
"""

import subprocess
import sys
import time
from pathlib import Path

from uno_clerk import desktop_of, started

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay"
 oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="LastTimeDonateShown"
 oor:op="fuse"><value>2100000000</value></prop><prop oor:name="LastTimeGetInvolvedShown"
 oor:op="fuse"><value>2100000000</value></prop><prop oor:name="ooSetupLastVersion"
 oor:op="fuse"><value>99.9</value></prop></item>
</oor:items>
"""


def shot(path):
    time.sleep(0.8)
    subprocess.run(["import", "-window", "root", str(path)], check=True)


def draw(desktop, book, out):
    document = desktop.loadComponentFromURL(book.resolve().as_uri(), "_blank", 0, ())
    controller = document.CurrentController
    controller.Frame.ContainerWindow.setPosSize(0, 0, 1366, 768, 15)
    time.sleep(2)
    for name in document.Sheets.ElementNames:
        sheet = document.Sheets.getByName(name)
        if sheet.IsVisible:
            controller.setActiveSheet(sheet)
            shot(out / f"{book.stem}-{name}.png")
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            end = sheet.getCellByPosition(1, cursor.RangeAddress.EndRow)
            controller.select(end)
            shot(out / f"{book.stem}-{name}-end.png")
    document.close(True)


def main():
    program, profile, out, *books = sys.argv[1:]
    user = Path(profile) / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
    Path(out).mkdir(parents=True, exist_ok=True)
    process, pipe = started(program, profile, "--nologo")
    try:
        desktop = desktop_of(pipe)
        for book in books:
            draw(desktop, Path(book), Path(out))
        desktop.terminate()
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
