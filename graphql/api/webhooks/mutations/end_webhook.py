"""Send nothing more to an address."""

from typing import Any
from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.webhooks.sides import Side
from tenants.permissions import Permission
from tenants.webhooks import operations


def end_webhook(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class EndWebhook(Mutation):
        """Send nothing more to an address, for good; its log stays. Twice is once."""

        permission = Permission.WEBHOOKS_WRITE
        once = AS_IT_IS

        class Input:
            """What the mutation takes."""

            webhook_id = IdOf(side.webhook, "The webhook.", required=True)

        webhook = Returned(side.webhook, "The webhook, ended.")

        @staticmethod
        def perform(context: Context, *, webhook_id: UUID) -> Any:
            return operations.end_webhook(books=side.books, webhook_id=webhook_id, at=context.now)

    return EndWebhook
