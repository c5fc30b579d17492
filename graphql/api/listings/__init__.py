"""The listings in the API: what a market has on sale, at which price, and how much of it is there."""
