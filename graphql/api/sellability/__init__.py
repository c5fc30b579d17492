"""Sellability in the API: whether goods may be sold on a day, and if not, why and what would change it."""
