"""Headquarters' schema."""
