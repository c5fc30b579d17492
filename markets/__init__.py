"""One city's trade, in its market's own schema: what is listed, in stock, sold, owed and paid."""
