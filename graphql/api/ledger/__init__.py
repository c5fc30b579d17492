"""The ledger of a market in the API: accounts, entries and their postings."""
