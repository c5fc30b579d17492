"""How many people came, by day and hour."""
