"""A district's sum: which returns it is made of, and what it is."""
