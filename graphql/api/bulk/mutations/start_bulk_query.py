"""Export a whole list."""

from typing import Any

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.permissions import check
from api.bulk.documents import DocumentRefused, bulk_query
from api.bulk.sides import Side
from api.bulk.standing import starter_of
from api.context import Context
from tenants.bulk import operations
from tenants.permissions import Permission


def start_bulk_query(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class StartBulkQuery(Mutation):
        """Export a whole list, in the background: one line a row, as `nodes` answers it. It is read page by
        page, so a row that comes, goes or changes its place meanwhile may be missing or be there as it was.
        """

        permission = Permission.BULK_WRITE
        once = KEYED
        raises = (DocumentRefused, operations.TooManyBulkOperations)

        class Input:
            """What the mutation takes."""

            query = Given(
                graphene.String,
                "A document with one query of one list, with its filter and order, without a page, and "
                "`nodes` of it: `{ products { nodes { code } } }`. It has no variables.",
                required=True,
            )

        bulk_operation = Returned(side.operation, "The operation, which has not begun yet.")

        @staticmethod
        def perform(context: Context, *, query: str) -> Any:
            wanted = bulk_query(query, market=context.market)
            check(context.viewer, *wanted.requirements)
            return operations.start_query(
                books=side.books,
                document=query,
                field=wanted.field,
                starter=starter_of(context),
                at=context.now,
            )

    return StartBulkQuery
