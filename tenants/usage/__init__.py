"""Who still uses what is on its way out of the API."""
