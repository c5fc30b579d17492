"""Who uses what is on its way out."""
