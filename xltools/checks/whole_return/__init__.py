"""The return as a whole: its cover, what is left out or unlikely, last year beside it."""
