"""A written report read back: tables, lines, texts, and how they differ from a return."""
