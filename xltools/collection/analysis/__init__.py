"""What a district's sum says beyond its totals: shares, years, bodies unlike others, 雷同."""
