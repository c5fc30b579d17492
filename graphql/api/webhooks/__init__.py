"""Webhooks in the API: the same on both sides, each with its own rows."""
