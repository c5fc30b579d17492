"""The bank holidays of the nation in the API."""
