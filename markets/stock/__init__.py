"""Goods on consignment: what was deposited, every movement since, and what is on hand."""
