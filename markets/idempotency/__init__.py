"""The idempotency keys of a market's requests."""
