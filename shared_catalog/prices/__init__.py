"""How far the prices of markets may lie from those that the nation recommends."""
