"""政府信息公开工作年度报告: one form declared once, everything else derived from it.

What another program may use stands in `xltools.api` and can be had from here by its name; no room
is imported before one is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltools.version import __version__

if TYPE_CHECKING:
    from xltools.api import (
        Aggregated,
        Filing,
        Finding,
        OwnReturn,
        Reading,
        Record,
        Result,
        Scope,
        Severity,
        Verdict,
        XltoolsError,
        aggregate,
        fill,
        import_report,
        make_report,
        read_return,
        run_batch,
        validate,
    )

__all__ = [
    "Aggregated",
    "Filing",
    "Finding",
    "OwnReturn",
    "Reading",
    "Record",
    "Result",
    "Scope",
    "Severity",
    "Verdict",
    "XltoolsError",
    "__version__",
    "aggregate",
    "fill",
    "import_report",
    "make_report",
    "read_return",
    "run_batch",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from xltools import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
