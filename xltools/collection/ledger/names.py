"""What the files of ours in OUT are called."""

from __future__ import annotations

BOOK = "台账.xlsx"
VAULT = "台账.sqlite"
RETIRED = "旧"
PUBLISHING = "发布包"
WAITING = "待说明-暂不发布"
UNPUBLISHED = "不公开"
SLIPS = "修改单"
CORRECTIONS = "更正说明"
TRANSCRIBED = "转录"
"""Earlier versions put workbooks there; nothing is put there any more."""
CHASE = "催报"
CHASE_BOOK = "催报.xlsx"
REMINDER = "催报/尚未公开.txt"
CHASE_BEFORE = "催报/上次催报.xlsx"
SITUATION_PAGE = "报送情况.html"
INDEX_PAGE = "发布包/报告目录.html"
DIGESTS = "发布包/SHA256.txt"
RESULT = "-结果"
"""Ends the name of an OUT that nobody gave a place."""
STAGING = ".~xltools"
"""Begins the name of a run's staging folder: like a lock file's, never taken for a return."""
HOLD = ".~xltools.lock"
"""There while a run holds OUT."""


PLACES = (PUBLISHING, WAITING, UNPUBLISHED)
"""Where reports stand, a folder a body."""
_FOLDERS = (*PLACES, RETIRED, SLIPS, CORRECTIONS, TRANSCRIBED, CHASE)
FIXED = frozenset((BOOK, VAULT, f"{VAULT}-journal", *_FOLDERS, HOLD))
