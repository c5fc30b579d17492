"""Who did what in the market, from where; the market's own record, written by its own login."""
