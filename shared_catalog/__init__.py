"""The nation: one registry of cooperatives, one catalogue of products, in the public schema for all."""
