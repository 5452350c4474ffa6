"""The page for those who can install nothing: a thin shell over the examination of one return."""
