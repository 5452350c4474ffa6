"""A document as a reader sees it, whatever its kind: tables as grids, lines in order."""
