"""The reference of the API: pages generated from the two schemas, served at `/reference/` on every host."""
