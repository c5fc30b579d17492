"""The market's tills, and the counters of the receipts they give."""
