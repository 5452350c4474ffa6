"""What the form is: editions of the legal format, their forms and rulebooks. No word of Excel."""
