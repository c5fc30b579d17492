"""Double entry: what moved between which accounts, in which half-month, never changed, only reversed."""
