"""The tables of the ledger's SQLite file, version by version.

Every row is a fact of its day: none is ever changed or deleted, and triggers see to it. What
stands today is worked out from all of them.
"""

from __future__ import annotations

import re

APPLICATION = 0x786C7462
"""The file's `application_id`: `xltb`."""

_TABLES = """
CREATE TABLE run (            -- one a run that began; finish says that it came to its end
    id INTEGER PRIMARY KEY, began TEXT NOT NULL, year INTEGER, terms TEXT NOT NULL
) STRICT;
CREATE TABLE finish (run INTEGER PRIMARY KEY REFERENCES run, ended TEXT NOT NULL) STRICT;
CREATE TABLE register (       -- the bodies as a run was given them, if they had changed
    run INTEGER PRIMARY KEY REFERENCES run, bodies TEXT NOT NULL
) STRICT;
CREATE TABLE sighting (       -- a file came, changed, or (sha256 '') is no longer there
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, file TEXT NOT NULL,
    sha256 TEXT NOT NULL, received TEXT NOT NULL
) STRICT;
CREATE TABLE examination (    -- what a content gave, by which program and terms
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, sha256 TEXT NOT NULL,
    terms TEXT NOT NULL, state TEXT NOT NULL, errors INTEGER NOT NULL, unfilled INTEGER NOT NULL,
    warnings INTEGER NOT NULL, infos INTEGER NOT NULL, explained INTEGER NOT NULL,
    name TEXT NOT NULL, code TEXT NOT NULL, report_name TEXT NOT NULL, year INTEGER,
    edition TEXT NOT NULL, content TEXT NOT NULL, written TEXT NOT NULL,
    withheld INTEGER NOT NULL, findings TEXT NOT NULL, filing TEXT NOT NULL
) STRICT;
CREATE INDEX examined ON examination (sha256);
CREATE TABLE decision (       -- what the office wrote into an open column; '' takes it back
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, subject TEXT NOT NULL,
    field TEXT NOT NULL, value TEXT NOT NULL, sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE output (         -- a file of ours in OUT, noted before it is put; '' is gone
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL,
    sha256 TEXT NOT NULL, source TEXT NOT NULL
) STRICT;
CREATE INDEX put ON output (name);
CREATE TABLE total (          -- which contents a district's total was made of
    id INTEGER PRIMARY KEY, made TEXT NOT NULL, scope TEXT NOT NULL, counted TEXT NOT NULL
) STRICT;
"""


def _guarded(tables: str) -> str:
    """The tables, each with triggers that refuse to change or delete a row."""
    return tables + "".join(
        f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'append only'); END;\n"
        for table in re.findall(r"CREATE TABLE (\w+)", tables)
        for act in ("UPDATE", "DELETE")
    )


_WHOSE_TOTAL = """
ALTER TABLE total ADD COLUMN year INTEGER;              -- NULL: noted before years were
ALTER TABLE total ADD COLUMN beside TEXT NOT NULL DEFAULT '{}';   -- looked at, not added up
ALTER TABLE total ADD COLUMN outside TEXT NOT NULL DEFAULT '[]';  -- bodies that are no part of it
"""

_BY_NAME = """
CREATE INDEX filed_by ON examination (name);            -- what a body sent before,
CREATE INDEX came ON sighting (sha256);                 -- and when
"""

_GIVEN = """
CREATE TABLE previous (       -- where last year comes from, as runs on a year were given it: JSON
    id INTEGER PRIMARY KEY, year INTEGER NOT NULL, sources TEXT NOT NULL
) STRICT;
"""

_SETTINGS = """
CREATE TABLE setting (        -- what the office changed of the checks, as runs were given it: JSON
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, rules TEXT NOT NULL
) STRICT;
"""

_PUBLISH_BY = """
CREATE TABLE publish_by (     -- the office's own day by which reports on a year are to be public
    id INTEGER PRIMARY KEY, year INTEGER NOT NULL, day TEXT NOT NULL
) STRICT;
"""

STEPS: tuple[str, ...] = (
    _guarded(_TABLES),
    _WHOSE_TOTAL,
    _BY_NAME,
    _guarded(_GIVEN),
    _guarded(_SETTINGS),
    _guarded(_PUBLISH_BY),
)
"""What each version adds to the one before. A new version is a new step at the end."""
