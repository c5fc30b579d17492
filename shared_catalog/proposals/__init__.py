"""What markets propose to headquarters: cooperatives, products, and edits of either."""
