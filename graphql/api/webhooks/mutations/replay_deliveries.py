"""Send events again."""

from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.base.scalars import SafeInt
from api.context import Context
from api.webhooks.inputs import which_of
from api.webhooks.sides import Side
from tenants.permissions import Permission
from tenants.webhooks import operations
from tenants.webhooks.types import Replay


def replay_deliveries(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class ReplayDeliveries(Mutation):
        """Send a webhook events again, with the `webhook-id` they had, also those it missed while it was
        disabled. At most 10,000 events at once: go on after `reachedPosition` until it is `complete`.
        """

        permission = Permission.WEBHOOKS_WRITE
        once = Naturally("what waits already waits once, and its `webhook-id` is the one it had")
        raises = (operations.WebhookEnded,)

        class Input:
            """What the mutation takes."""

            webhook_id = IdOf(side.webhook, "The webhook.", required=True)
            which = Given(which_of(side), "Which events.", required=True)
            undelivered_only = Given(
                graphene.Boolean, "Whether to leave out what was taken; not, when nothing is said."
            )

        webhook = Returned(side.webhook, "The webhook.")
        count = Field(graphene.Int, "How many deliveries wait now.")
        reached_position = Field(SafeInt, "The position of the last event that was looked at.")
        complete = Field(graphene.Boolean, "Whether that was all.")

        @staticmethod
        def perform(
            context: Context, *, webhook_id: UUID, which: Replay, undelivered_only: bool | None = None
        ) -> dict[str, Any]:
            done = operations.replay_deliveries(
                books=side.books,
                webhook_id=webhook_id,
                replay=Replay(
                    deliveries=which.deliveries,
                    after=which.after,
                    up_to=which.up_to,
                    undelivered_only=bool(undelivered_only),
                ),
                now=context.now,
            )
            return {
                "webhook": side.books.webhook.objects.get(pk=webhook_id),
                "count": done.count,
                "reached_position": done.reached,
                "complete": done.complete,
            }

    return ReplayDeliveries
