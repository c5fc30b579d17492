"""Stop a bulk operation."""

from typing import Any
from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.bulk.sides import Side
from api.context import Context
from tenants.bulk import operations
from tenants.permissions import Permission


def cancel_bulk_operation(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class CancelBulkOperation(Mutation):
        """Stop a bulk operation after the line or page under way. What was done stays done."""

        permission = Permission.BULK_WRITE
        once = AS_IT_IS

        class Input:
            """What the mutation takes."""

            bulk_operation_id = IdOf(side.operation, "The operation.", required=True)

        bulk_operation = Returned(side.operation, "The operation: stopping, stopped, or ended before.")

        @staticmethod
        def perform(context: Context, *, bulk_operation_id: UUID) -> Any:
            return operations.cancel_operation(
                books=side.books, operation_id=bulk_operation_id, at=context.now
            )

    return CancelBulkOperation
