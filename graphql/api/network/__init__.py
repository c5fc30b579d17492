"""The network in the API: its markets, and who is asking."""
