"""Recalls: goods that headquarters stops in every market at once, and which market has heard of it."""
