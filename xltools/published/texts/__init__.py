"""A document's lines as texts: each under its part of the form, each paragraph traced."""
