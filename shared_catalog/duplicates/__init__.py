"""Products of one cooperative that are likely the same, and merging one into the other."""
