"""Numbers that a text states: held against the tables, and worked out again."""
