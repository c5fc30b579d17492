"""Closing a half-month: one statement per cooperative, and the payment that answers it."""
