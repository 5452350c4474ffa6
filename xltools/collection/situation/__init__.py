"""报送情况: how a collection stands on a day, as figures, as a sheet, and as a page."""
