"""Pictures of products and cooperatives, decoded and written anew in a few sizes."""
