"""OAuth clients in the API: integrations and applications, on headquarters' host."""
