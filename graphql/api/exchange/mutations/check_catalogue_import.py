"""Check a file of products."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.permissions import check
from api.bulk.sides import HQ
from api.bulk.standing import starter_of
from api.context import Context
from api.exchange.types import CatalogueImport
from shared_catalog.exchange import models
from shared_catalog.exchange import operations as exchange
from tenants.bulk.operations import FileGone, FileRefused, TooManyBulkOperations
from tenants.permissions import Permission


class CheckCatalogueImport(Mutation):
    """Check a file of products, in the background: what importing it would come to is announced, with every
    fault of every row, and nothing is written. A row is known by its reference, which is the source's own, or
    by the product's code; what a file does not say of a known product stays. Needs `bulk:write` as well.
    """

    permission = Permission.CATALOGUE_WRITE
    once = KEYED
    raises = (FileGone, FileRefused, TooManyBulkOperations)

    class Input:
        """What the mutation takes."""

        file_id = IdOf(HQ.file, "The file, as `PUT /files` answered it: XLSX or CSV.", required=True)
        source = Given(
            graphene.String,
            "Whose references the file has, 1 to 40 characters: always the same.",
            required=True,
        )
        only_valid_rows = graphene.InputField(
            graphene.Boolean,
            required=True,
            default_value=False,
            description="Whether rows with faults are to be left out; else a single one stops the import.",
        )

    catalogue_import = Returned(CatalogueImport, "The import, whose check has not begun yet.")

    @staticmethod
    def perform(
        context: Context, *, file_id: UUID, source: str, only_valid_rows: bool
    ) -> models.CatalogueImport:
        check(context.viewer, Permission.BULK_WRITE)
        return exchange.start_check(
            file_id=file_id,
            source=source,
            only_valid_rows=only_valid_rows,
            field=CheckCatalogueImport.field_name(),
            starter=starter_of(context),
            at=context.now,
        )
