"""What was sealed, chained: a block a day of digests, each with the one before, so a changed row is found."""
