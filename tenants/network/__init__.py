"""The network's markets: one row, one host name, one schema and one login each, with the stage of its life."""
