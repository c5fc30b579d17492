"""The schema of a market."""
