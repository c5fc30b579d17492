"""Who did what, from where: headquarters' own record, and what a market's has in common with it."""
