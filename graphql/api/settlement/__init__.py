"""The settlement of a market in the API: statements, payouts, and what proves the books."""
