"""The ribbon: what its buttons do to the workbook that is open in Excel, and how it gets there."""
