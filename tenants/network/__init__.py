"""The network's markets: a row, a host name, a schema and a login each, and the stage of its life."""
