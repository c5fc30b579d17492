"""Undo an import."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.permissions import check
from api.bulk.standing import starter_of
from api.context import Context
from api.exchange.types import CatalogueImport
from shared_catalog.exchange import models
from shared_catalog.exchange import operations as exchange
from tenants.bulk.operations import TooManyBulkOperations
from tenants.permissions import Permission


class UndoCatalogueImport(Mutation):
    """Undo the last import of a source, in the background: what it changed is as before, and what it drafted
    is retired and gives up its GTIN. Refused when one of its products was changed since. Needs `bulk:write`
    as well.
    """

    permission = Permission.CATALOGUE_WRITE
    once = KEYED
    raises = (
        exchange.WrongImportStep,
        exchange.ImportNotLast,
        exchange.ImportChangedSince,
        TooManyBulkOperations,
    )

    class Input:
        """What the mutation takes."""

        import_id = IdOf(CatalogueImport, "The import.", required=True)

    catalogue_import = Returned(CatalogueImport, "The import, whose undoing has not begun yet.")

    @staticmethod
    def perform(context: Context, *, import_id: UUID) -> models.CatalogueImport:
        check(context.viewer, Permission.BULK_WRITE)
        return exchange.start_undo(
            import_id=import_id,
            field=UndoCatalogueImport.field_name(),
            starter=starter_of(context),
            at=context.now,
        )
