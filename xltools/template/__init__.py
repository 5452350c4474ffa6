"""The blank or filled return workbook. Writes only; the reader reads."""

from xltools.template.build import build_blank
from xltools.template.pour import as_poured, pour
from xltools.template.sheets.style import NoRoom

__all__ = ["NoRoom", "as_poured", "build_blank", "pour"]
