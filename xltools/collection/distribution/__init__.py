"""A workbook for each body, last year beside this one."""
