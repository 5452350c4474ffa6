"""A returned workbook to a Filing: triage, grid, stamp, intake. Never raises for a bad file."""

from xltools.reader.returned.reading import Reading, read_return, reading_of

__all__ = ["Reading", "read_return", "reading_of"]
