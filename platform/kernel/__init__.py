"""Money, half-months, identifiers, errors and the clock: pure Python that every other part stands on."""
