"""The market's fee in the API: which share of a sale it keeps, from which day on."""
