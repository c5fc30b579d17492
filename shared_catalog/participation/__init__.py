"""What is agreed with a cooperative in a market, as far as it speaks of the catalogue."""
