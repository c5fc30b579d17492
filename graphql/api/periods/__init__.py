"""The half-months of a market in the API."""
