"""Change a webhook."""

from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.permissions import check
from api.context import Context
from api.events.kinds import event_types_of
from api.webhooks.sides import Side
from tenants.permissions import Permission
from tenants.webhooks import operations


def update_webhook(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class UpdateWebhook(Mutation):
        """Change what is given of a webhook. Enabled again, it is told of what happens from then on and of
        what already waited; `replayDeliveries` after `disabledPosition` sends what it missed. To have
        anything told, anywhere or again, needs `events:read` too.
        """

        permission = Permission.WEBHOOKS_WRITE
        once = AS_IT_IS
        raises = (operations.UnknownEventType, operations.WebhookEnded)

        class Input:
            """What the mutation takes."""

            webhook_id = IdOf(side.webhook, "The webhook.", required=True)
            url = Given(graphene.String, "Where to send from now on.")
            event_types = Given(graphene.String, "All it is to be told of from now on.", many=True)
            label = Given(graphene.String, "For people.")
            contact_email = Given(graphene.String, "Who is told when it is given up; empty: nobody.")
            enabled = Given(graphene.Boolean, "Whether anything is sent to it.")

        webhook = Returned(side.webhook, "The webhook.")

        @staticmethod
        def perform(
            context: Context,
            *,
            webhook_id: UUID,
            url: str | None = None,
            event_types: list[str] | None = None,
            label: str | None = None,
            contact_email: str | None = None,
            enabled: bool | None = None,
        ) -> Any:
            if url is not None or event_types is not None or enabled:
                check(context.viewer, Permission.EVENTS_READ)
            return operations.update_webhook(
                books=side.books,
                webhook_id=webhook_id,
                event_types=event_types_of(context.market),
                at=context.now,
                url=url,
                subscribed=event_types,
                label=label,
                contact_email=contact_email,
                enabled=enabled,
            )

    return UpdateWebhook
