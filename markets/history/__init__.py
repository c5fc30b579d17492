"""A market that joins brings its past: CSV files, checked as live trade is and copied in large sets."""
