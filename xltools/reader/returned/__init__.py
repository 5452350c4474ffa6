"""One returned file to one Reading, and what of it no report prints."""
