"""The footfall of a market in the API: who came, by day, hour and source."""
