"""The GraphQL API: what a schema is made of (`base`), its slices, and the two schemas that compose them."""
