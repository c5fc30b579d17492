"""Reconciliation in the API: what the bank shows beside what the market knows, and what has no place yet."""
