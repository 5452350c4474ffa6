"""Which files were dropped on `校验.cmd`, `批量处理.cmd` or `导入报告.cmd`.

Explorer starts them as `cmd.exe /c ""…\\校验.cmd" C:\\a.xlsx "C:\\b c.xlsx""`: names without a
blank have no quotes, even with an ampersand in them, so that only the whole line tells.
"""

from __future__ import annotations

import re

VARIABLE = "XLTOOLS_DROPPED"
"""The environment variable in which the line comes."""

_SCRIPT = re.compile(r'""[^"]+\.cmd"', re.IGNORECASE)
_NAME = re.compile(r'"([^"]+)"|([^\s"]+)')


def arguments(command: str, line: str) -> list[str]:
    """What the program is to be told: do this with what was dropped, and open the result.

    Empty where nothing was dropped.
    """
    paths = dropped(line)
    return [command, "--open", "--", *paths] if paths else []


def dropped(line: str) -> list[str]:
    """The paths after the script's own; none where it was started without any."""
    script = _SCRIPT.search(line)
    if script is None:
        return []
    rest = line[script.end() :].rstrip().removesuffix('"')
    return [quoted or bare for quoted, bare in _NAME.findall(rest)]
