"""A document held against the return: what differs, as a person reads it."""
