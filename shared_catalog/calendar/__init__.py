"""The days on which Moroccan banks are closed: one editable table, seeded from public holidays."""
