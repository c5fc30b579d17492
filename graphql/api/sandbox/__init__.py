"""A market for programs to try the API out."""
