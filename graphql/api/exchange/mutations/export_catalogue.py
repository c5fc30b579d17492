"""Export the products as a table."""

from typing import Any

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.permissions import check
from api.bulk.sides import HQ
from api.bulk.standing import starter_of
from api.context import Context
from api.exchange.enums import TableFormat
from shared_catalog.exchange import operations as exchange
from shared_catalog.exchange import types
from tenants.bulk.operations import TooManyBulkOperations
from tenants.permissions import Permission


class ExportCatalogue(Mutation):
    """Export the products as a table, in the background. Imported again it changes nothing: codes are texts,
    and a text that a spreadsheet would take for a formula begins with an apostrophe, which an import takes
    away. Needs `catalogue:read` as well.
    """

    permission = Permission.BULK_WRITE
    once = KEYED
    raises = (TooManyBulkOperations,)

    class Input:
        """What the mutation takes."""

        format = Given(TableFormat, "How it is written.", required=True)
        source = Given(graphene.String, "Whose references it shows; left out, none.")

    bulk_operation = Returned(HQ.operation, "The operation, which has not begun yet.")

    @staticmethod
    def perform(context: Context, *, format: types.TableFormat, source: str | None = None) -> Any:
        check(context.viewer, Permission.CATALOGUE_READ)
        return exchange.start_export(
            format=format,
            source=source or "",
            field=ExportCatalogue.field_name(),
            starter=starter_of(context),
            at=context.now,
        )
