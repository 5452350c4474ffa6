"""The ledger as a book: written for the office, and what it wrote into it read back."""
