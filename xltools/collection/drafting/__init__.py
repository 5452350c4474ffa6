"""The texts of the district's own return: what bodies wrote, what was picked, what was written."""
