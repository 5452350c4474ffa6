"""One return: read, confronted, checked; its record, its findings shown, its documents."""
