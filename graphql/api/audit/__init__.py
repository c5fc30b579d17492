"""The audit in the API: headquarters' own on its host, a market's on the market's."""
