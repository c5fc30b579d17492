"""The documents of a market in the API: hashes of statements as files, and messages to cooperatives."""
