"""Tell an address of events."""

from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.permissions import check
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.events.kinds import event_types_of
from api.webhooks.sides import Side
from tenants.permissions import Permission
from tenants.webhooks import operations
from tenants.webhooks.types import WebhookDetails


def register_webhook(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class RegisterWebhook(Mutation):
        """Tell an address of events from now on. Its secret is answered here, and when it is rotated. Needs
        `events:read` too, which its owner must go on holding.
        """

        permission = Permission.WEBHOOKS_WRITE
        once = ClientMade("webhook_id")
        raises = (operations.WebhookIdReused, operations.UnknownEventType, operations.TooManyWebhooks)

        class Input:
            """What the mutation takes."""

            webhook_id = Given(
                UUIDScalar,
                "A UUID made by the caller, best version 7; the same request again gives the same answer.",
                required=True,
            )
            url = Given(graphene.String, "Where to send: https, of the public internet.", required=True)
            event_types = Given(
                graphene.String, "Names of `eventTypes`, or `*` for all.", many=True, required=True
            )
            label = Given(graphene.String, "For people, at most 120 characters.")
            contact_email = Given(graphene.String, "Who is told when the webhook is given up.")

        webhook = Returned(side.webhook, "The webhook.")
        secret = Field(graphene.String, "What its requests are signed with: `whsec_` and base64.")

        @staticmethod
        def perform(
            context: Context,
            *,
            webhook_id: UUID,
            url: str,
            event_types: list[str],
            label: str | None = None,
            contact_email: str | None = None,
        ) -> dict[str, Any]:
            check(context.viewer, Permission.EVENTS_READ)
            webhook, secret = operations.register_webhook(
                books=side.books,
                webhook_id=webhook_id,
                details=WebhookDetails(
                    url=url,
                    event_types=event_types,
                    label=label or "",
                    contact_email=contact_email or "",
                ),
                event_types=event_types_of(context.market),
                owner=context.viewer.id,
                client=context.viewer.client or "",
                at=context.now,
            )
            return {"webhook": webhook, "secret": secret}

    return RegisterWebhook
