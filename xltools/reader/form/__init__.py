"""A form as it was sent out: whether it is ours, and what was filed in each of its cells."""
