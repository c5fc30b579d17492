"""Products in bulk as people keep them: imported from spreadsheets, exported, and an import undone."""
