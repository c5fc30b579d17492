"""The catalogue in the API: the tree of categories and the products."""
