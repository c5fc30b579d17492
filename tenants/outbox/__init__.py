"""How far each market's event log has been turned into jobs."""
