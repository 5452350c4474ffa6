"""What came and what was decided, and what stands of it today."""
