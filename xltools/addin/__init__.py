"""Inside Excel: the ribbon, its macros, and how they get onto a computer without administrator.

Only this room knows xlwings. Nothing is imported here: a click on the ribbon waits for it.
"""
