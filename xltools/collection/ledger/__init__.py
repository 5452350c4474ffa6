"""What came, what examining it gave and what was decided: facts that stay for good."""
