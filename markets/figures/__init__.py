"""The day's totals, kept in the sale's own transaction and the one thing headquarters reads of a market."""
