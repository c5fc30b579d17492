"""What a market costs and earns beside its fees, in the API, and how far it pays for itself."""
