"""The formulas: all that begins with `=` is written here, and nowhere else."""
