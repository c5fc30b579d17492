"""How cooperatives are chosen: grids, rounds, scores, and decisions with their reasons. Headquarters only."""
