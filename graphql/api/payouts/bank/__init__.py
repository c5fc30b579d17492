"""What a market and its bank exchange, in the API. The files themselves have addresses: `api/web`."""
