"""What a body has filed for one year, and what confronting it with the rulebook finds."""
