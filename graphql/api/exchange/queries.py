"""Root fields of imports, on headquarters' host."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.exchange.lists import IMPORT_ORDERS, CatalogueImportFilter
from api.exchange.types import CatalogueImport


class ExchangeQueries(Queries):
    """Reads of imports."""

    catalogue_import = One(CatalogueImport, "An import of the catalogue.")
    catalogue_imports = Connection(
        CatalogueImport,
        "Imports of the catalogue, the latest first.",
        orders=IMPORT_ORDERS,
        filters=CatalogueImportFilter,
    )
