"""The chart of accounts, its mapping and exported journals in the API."""
