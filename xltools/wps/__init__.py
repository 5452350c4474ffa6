"""The ribbon in WPS: the folder that is installed by copying, with the page's engine in it."""
