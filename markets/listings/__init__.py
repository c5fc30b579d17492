"""What the market offers: a product of the national catalogue, at its price, on or off sale."""
