"""Invariants, figures computed again, and the chain of a market in the API."""
