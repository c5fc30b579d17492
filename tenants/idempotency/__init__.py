"""Idempotency keys: which requests were already done, and what they were answered."""
