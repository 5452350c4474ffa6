"""Many returned workbooks at once: examined, reported on, entered in a ledger."""
