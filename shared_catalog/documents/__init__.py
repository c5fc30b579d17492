"""What a cooperative shows of itself and its goods on paper, what is asked of it, and what it still owes."""
