"""The stock in the API: what cooperatives brought, what is left of it, and every movement in between."""
