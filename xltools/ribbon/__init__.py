"""What a ribbon's buttons do to the open workbook, whatever program it is open in."""
