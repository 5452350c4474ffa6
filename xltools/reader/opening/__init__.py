"""What a file is, and the parts of a workbook, unpacked within bounds."""
