"""A form that was changed: its parts sought by their labels, as a person would."""
