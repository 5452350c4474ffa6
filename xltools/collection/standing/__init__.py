"""Where every file and every body stands today, worked out from the ledger's facts alone."""
