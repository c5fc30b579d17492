"""Who produces: territory, cooperatives and their lifecycle, payee accounts, authorisations, and the markets they sell in."""
