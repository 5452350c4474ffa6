"""The cells of a workbook: what they hold, and what a person sees of them."""
