"""Prices outside the nation's corridor: refused, unless another person approved the market's request."""
