"""A document taken for a return: a Filing, with each doubt at its cell."""
