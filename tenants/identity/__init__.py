"""Bearer tokens: made for a role in one market or the network, hashed at rest, expiring and revocable."""
