"""Any workbook or list, cell by cell, behind the guards that a return goes through."""
