"""The sheets, each as it is written and looks; what was found in a return put into them."""
