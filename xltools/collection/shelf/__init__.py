"""What stands in OUT: documents in their places, under names that never overwrite."""
