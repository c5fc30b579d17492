"""OAuth 2.0 on headquarters' host: clients, the tokens they are given, and the keys that sign those."""
