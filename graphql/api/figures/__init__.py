"""The figures in the API: a market's by day, and headquarters' over the network."""
