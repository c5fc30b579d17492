"""The webhooks of one market, in its own schema; what is done with them is in `tenants.webhooks`."""
