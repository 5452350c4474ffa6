"""The processes and machines that the work of a run is given to."""
