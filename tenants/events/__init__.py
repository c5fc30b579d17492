"""What an event log is, everywhere, and headquarters' own: what happened to the nation and the network."""
