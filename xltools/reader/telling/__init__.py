"""What reading has to say: why a file is not taken in, and remarks on what is."""
