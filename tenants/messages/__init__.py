"""How people and cooperatives are written to: channels, and the gateways that carry messages."""
