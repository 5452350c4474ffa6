"""A clerk in LibreOffice: run by the python that has `uno`, driven by a JSON script.

    python3 uno_clerk.py SOFFICE PROFILE SCRIPT.json

SCRIPT: {"open": book, "save": book, "cells": [[sheet, address, value], …], "changes": […]}; a
number is typed as a number, everything else as text. Cells that LibreOffice holds locked are
left alone and printed. Changes, which take the protection off first: ["rows" or "columns",
sheet, first, count] inserts, ["rename", sheet, name], ["remove", sheet], ["last", sheet].
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue


def started(program, profile, *options):
    """LibreOffice listening on a pipe of its own; without options it has no window."""
    pipe = f"xltools{time.time_ns()}"
    command = [program, f"-env:UserInstallation={Path(profile).as_uri()}"]
    command += [*(options or ("--headless",)), "--norestore", f"--accept=pipe,name={pipe};urp;"]
    return subprocess.Popen(command), pipe


def desktop_of(pipe):
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    for _ in range(480):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", there
            )
        except Exception:  # not listening yet
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not answer")


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def change(book, kind, name, *given):
    sheet = book.Sheets.getByName(name)
    if kind == "rows":
        sheet.Rows.insertByIndex(given[0] - 1, given[1])
    elif kind == "columns":
        sheet.Columns.insertByIndex(given[0] - 1, given[1])
    elif kind == "rename":
        sheet.Name = given[0]
    elif kind == "remove":
        book.Sheets.removeByName(name)
    else:
        book.Sheets.moveByName(name, book.Sheets.Count)


def unprotected(book):
    book.unprotect("")
    for name in book.Sheets.ElementNames:
        book.Sheets.getByName(name).unprotect("")


def work(desktop, script):
    book = desktop.loadComponentFromURL(
        Path(script["open"]).as_uri(), "_blank", 0, (option("Hidden", True),)
    )
    refused = []
    if script.get("changes"):
        unprotected(book)
    for asked in script.get("changes", ()):
        change(book, *asked)
    for name, address, value in script["cells"]:
        sheet = book.Sheets.getByName(name)
        cell = sheet.getCellRangeByName(address)
        if sheet.isProtected() and cell.CellProtection.IsLocked:
            refused.append([name, address])  # the API would write all the same; a hand could not
        elif isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value
    book.calculateAll()
    book.storeToURL(
        Path(script["save"]).as_uri(), (option("FilterName", "Calc MS Excel 2007 XML"),)
    )
    book.close(True)
    return refused


def main():
    program, profile, script = sys.argv[1:]
    process, pipe = started(program, profile)
    try:
        desktop = desktop_of(pipe)
        print(json.dumps(work(desktop, json.loads(Path(script).read_text("utf-8")))))
        desktop.terminate()
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
