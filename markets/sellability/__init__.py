"""Whether goods may be sold on a day, and if not, why, since when, and what would change that."""
