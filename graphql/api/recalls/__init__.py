"""Recalls in the API: opened and lifted by headquarters, acknowledged by each market."""
