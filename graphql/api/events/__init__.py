"""The event log of a market in the API."""
