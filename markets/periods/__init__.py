"""The half-months of one market: opened ahead, sealed once over, paid, and never two over the same day."""
