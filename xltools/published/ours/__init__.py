"""Reports that we made ourselves: what they print, their marks, their front."""
