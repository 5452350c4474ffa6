"""The office's own books as declared tables: written, read back, told apart."""
