"""Receipts, cash and card batches, ledger and bank side by side; what has no place yet, and since when."""
