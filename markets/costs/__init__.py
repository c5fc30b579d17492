"""What running the market costs and what else it earns, so that its self-financing can be shown."""
