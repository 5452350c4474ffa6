"""A text made ready once for every check: its numbers, its clauses, the cells it speaks of."""
