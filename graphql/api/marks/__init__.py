"""Marks of origin and quality in the API."""
