"""What goes back to the bodies: slips, and words to chase with."""
