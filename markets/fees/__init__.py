"""The share of each sale the market keeps: rules with dated versions, of which the most specific decides."""
