"""How much of the network each region and group has, and the floors below which it shall not fall."""
