"""What the events of headquarters' log say: every kind that the nation and the network bring."""
