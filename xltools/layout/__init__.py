"""Where everything stands in the return workbook: the only addresses."""
