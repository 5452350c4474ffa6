"""What a run exits with."""

from __future__ import annotations

MAY_BE_RETURNED, MUST_BE_CORRECTED, NOT_READ = 0, 1, 3
"""Exit codes: of files taken together, the highest one counts."""
