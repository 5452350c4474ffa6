"""What the files of ours in OUT are called."""

from __future__ import annotations

BOOK = "台账.xlsx"
VAULT = "台账.sqlite"
RETIRED = "旧"
STAGING = ".~xltools"
"""Begins the name of a run's staging folder: like a lock file's, never taken for a return."""
HOLD = ".~xltools.lock"
"""There while a run holds OUT."""

FIXED = frozenset((BOOK, VAULT, f"{VAULT}-journal", RETIRED, HOLD))
