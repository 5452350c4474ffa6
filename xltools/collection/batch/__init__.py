"""A run over a folder of returns, from the files that came to the ledger as a book."""
