"""How a text is written: stale words, terms, numbering, slips, what must not be published."""
