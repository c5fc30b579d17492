"""What a market's host answers: the nation to read, and the market's own slices."""

from api.base.documents import Documents
from api.base.schema import build_schema
from api.catalogue.queries import CatalogueQueries
from api.network.queries import NetworkQueries
from api.registry.queries import RegistryQueries

MARKET_SCHEMA = build_schema(
    queries=(NetworkQueries, RegistryQueries, CatalogueQueries),
    mutations=(),
    for_market=True,
)
MARKET_DOCUMENTS = Documents(MARKET_SCHEMA)
