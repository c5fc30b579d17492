"""How cooperatives are chosen: rounds under a grid, scores by two people, quotas, decisions of record."""
