"""Applications of the public through the API: the officer's queue."""
