"""Duplicates in the API: which products look alike, and merging them, at headquarters."""
