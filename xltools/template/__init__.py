"""The blank or filled return workbook. Writes only; the reader reads."""

from xltools.template.build import build_blank
from xltools.template.pour import pour
from xltools.template.style import NoRoom

__all__ = ["NoRoom", "build_blank", "pour"]
