"""The share of each sale the market keeps: one dated percentage."""
