"""Who produces: territory, cooperatives, payee accounts, authorisations, and the markets they sell in."""
