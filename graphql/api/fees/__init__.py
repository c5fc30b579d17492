"""The market's fee in the API: the rules by which it keeps a share of sales, and what they come to."""
