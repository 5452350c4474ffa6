"""The blank or filled return workbook. Writes only; the reader reads."""

from xltools.template.build import build_blank
from xltools.template.pour import pour

__all__ = ["build_blank", "pour"]
