"""Run a mutation for each line of a file."""

from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.permissions import check
from api.bulk.documents import DocumentRefused, bulk_mutation
from api.bulk.sides import Side
from api.bulk.standing import starter_of
from api.context import Context
from tenants.bulk import operations
from tenants.permissions import Permission


def start_bulk_mutation(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class StartBulkMutation(Mutation):
        """Run a mutation for each line of a file, in the background. A line is the variables of one run, and
        has its line in the result: with `data`, or with `errors` and nothing changed. Each line is done once,
        also after a crash.
        """

        permission = Permission.BULK_WRITE
        once = KEYED
        raises = (
            DocumentRefused,
            operations.FileGone,
            operations.FileRefused,
            operations.TooManyBulkOperations,
        )

        class Input:
            """What the mutation takes."""

            mutation = Given(
                graphene.String,
                "A document with one mutation, whose variables stand in the lines. Where a line's `input` "
                "lacks an `idempotencyKey`, it is given one.",
                required=True,
            )
            file_id = IdOf(side.file, "The file, as `PUT /files` answered it.", required=True)

        bulk_operation = Returned(side.operation, "The operation, which has not begun yet.")

        @staticmethod
        def perform(context: Context, *, mutation: str, file_id: UUID) -> Any:
            wanted = bulk_mutation(mutation, market=context.market)
            check(context.viewer, wanted.mutation.permission)
            return operations.start_mutation(
                books=side.books,
                file_id=file_id,
                document=mutation,
                field=wanted.field,
                starter=starter_of(context),
                at=context.now,
            )

    return StartBulkMutation
