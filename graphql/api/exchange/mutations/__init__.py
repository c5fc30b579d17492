"""Writes of imports and exports. One file each."""

from api.base.mutations import Mutation
from api.exchange.mutations.check_catalogue_import import CheckCatalogueImport
from api.exchange.mutations.export_catalogue import ExportCatalogue
from api.exchange.mutations.import_catalogue import ImportCatalogue
from api.exchange.mutations.undo_catalogue_import import UndoCatalogueImport

EXCHANGE_MUTATIONS: tuple[type[Mutation], ...] = (
    CheckCatalogueImport,
    ImportCatalogue,
    UndoCatalogueImport,
    ExportCatalogue,
)
