"""Marks of origin and quality that the State recognises, and the products that carry them."""
