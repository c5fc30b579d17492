"""Representation through the API: shares of regions and groups, floors, and what a change would break."""
