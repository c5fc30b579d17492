"""The nation: one registry of cooperatives and one catalogue of products, in the public schema, shared by every market."""
