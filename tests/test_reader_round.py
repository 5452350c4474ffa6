"""What the template pours the reader takes in again: directly, and after LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import filings
import pytest

from xltools.filing.filing import Filing, Unreadable
from xltools.law.edition import Edition
from xltools.reader import read_return
from xltools.template import build_blank, pour


@pytest.fixture(scope="module")
def odd(edition: Edition) -> Filing:
    """A busy return with an overwritten total, an unreadable figure, notes and odd texts."""
    busy = filings.busy(edition)
    return replace(
        busy,
        nil={"requests": False, "cases": True},
        figures={
            **busy.figures,
            "requests.new.total": 3,
            "cases.review_upheld": Unreadable("12件"),
        },
        notes={"requests": "口径与上年一致。"},
        explanations={"T6-TARIFF": "按规定收取", "T3-BALANCE/business": "系统切换"},
        narratives={**busy.narratives, "opening": ("=1+1不是公式。", "<b>&amp;“引号”。")},
    )


@pytest.mark.parametrize("which", ["busy", "nothing_done", "odd"])
def test_a_filing_comes_back_as_it_was_poured(
    which: str, edition: Edition, odd: Filing, tmp_path: Path
) -> None:
    filing = odd if which == "odd" else getattr(filings, which)(edition)
    path = tmp_path / "return.xlsx"
    path.write_bytes(pour(filing))
    reading = read_return(path)
    assert (reading.unread, reading.filing) == (None, filing)
    claimed = ["I-CLAIM/requests"] if which == "odd" else []
    assert [finding.id for finding in reading.findings] == claimed


def test_a_blank_workbook_is_an_empty_filing(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(build_blank(edition))
    reading = read_return(path)
    assert (reading.filing, reading.findings) == (Filing(edition), ())


@pytest.mark.office
@pytest.mark.parametrize("to", ["xlsx", "xls", "ods"])
def test_a_filing_survives_libreoffice(
    to: str, odd: Filing, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """Old formats come back by way of a conversion, and say so."""
    path = tmp_path / "return.xlsx"
    path.write_bytes(pour(odd))
    reading = read_return(soffice(path, to, tmp_path / "out"))
    found = [finding.id for finding in reading.findings]
    assert reading.unread is None, reading.findings
    assert reading.filing == odd
    converted = [] if to == "xlsx" else ["I-CONVERTED"]
    assert found == [*converted, "I-CLAIM/requests"]
