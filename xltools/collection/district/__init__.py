"""The district's sum, its tables, and its own return."""
