"""Who must file: the bodies, their levels, and whose a name is."""
