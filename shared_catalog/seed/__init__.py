"""The first content: reference data with its sources, and a made-up network of the true size and spread."""
