"""Prices in the API: how far they may lie from the recommended ones, and how far they moved."""
