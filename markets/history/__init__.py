"""A market that joins brings its past: CSV files, checked as live trade is and written many rows at a time."""
