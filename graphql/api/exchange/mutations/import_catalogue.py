"""Import a file of products."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.permissions import check
from api.bulk.standing import starter_of
from api.context import Context
from api.exchange.types import CatalogueImport
from kernel.errors import InvalidValue
from shared_catalog.exchange import models
from shared_catalog.exchange import operations as exchange
from tenants.bulk.operations import FileGone, FileRefused, TooManyBulkOperations
from tenants.permissions import Permission


class ImportCatalogue(Mutation):
    """Import a file of products as its check announced it, in the background and in one transaction. When
    that is no longer what would be written, nothing is: then the operation has failed with `IMPORT_OUTDATED`.
    New products are drafts. Needs `bulk:write` as well.
    """

    permission = Permission.CATALOGUE_WRITE
    once = KEYED
    raises = (
        exchange.WrongImportStep,
        exchange.ImportHasFaults,
        exchange.ImportOutdated,
        FileGone,
        FileRefused,
        TooManyBulkOperations,
    )

    class Input:
        """What the mutation takes."""

        import_id = IdOf(CatalogueImport, "The import.", required=True)
        digest = Given(graphene.String, "What its check announced, as `digest` says it.", required=True)

    catalogue_import = Returned(CatalogueImport, "The import, which has not begun yet.")

    @staticmethod
    def perform(context: Context, *, import_id: UUID, digest: str) -> models.CatalogueImport:
        check(context.viewer, Permission.BULK_WRITE)
        return exchange.start_import(
            import_id=import_id,
            digest=_bytes(digest),
            field=ImportCatalogue.field_name(),
            starter=starter_of(context),
            at=context.now,
        )


def _bytes(digest: str) -> bytes:
    try:
        return bytes.fromhex(digest)
    except ValueError:
        raise InvalidValue(path=("digest",), field="digest", reason="it is no hexadecimal number") from None
