"""What must hold over all slices of a market: the invariants, the figures computed again, and the chain."""
