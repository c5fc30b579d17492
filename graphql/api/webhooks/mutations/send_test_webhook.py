"""Try a webhook out."""

from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.base.scalars import JSON
from api.context import Context
from api.events.kinds import testable
from api.webhooks.sides import Side
from tenants.permissions import Permission
from tenants.webhooks import operations
from tenants.webhooks.event_types import TEST_EVENT_TYPE
from tenants.webhooks.types import Outgoing


class WebhookRequest(graphene.ObjectType):
    """A request as a webhook would get it."""

    url = graphene.String(required=True, description="Where it would go.")
    headers = graphene.Field(JSON, required=True, description="Its headers, with the signature.")
    body = graphene.String(required=True, description="Its body, to the byte.")

    @staticmethod
    def resolve_headers(root: Outgoing, _info: Any) -> dict[str, str]:
        return dict(root.headers)

    @staticmethod
    def resolve_body(root: Outgoing, _info: Any) -> str:
        return root.body.decode()


def send_test_webhook(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class SendTestWebhook(Mutation):
        """Send a webhook an event that did not happen, within seconds; its `data` says `"test": true`. A dry
        run answers the signed request and sends nothing.
        """

        permission = Permission.WEBHOOKS_WRITE
        once = Naturally("each request sends a test of its own, which says that it is one")
        raises = (operations.UnknownEventType, operations.WebhookEnded)

        class Input:
            """What the mutation takes."""

            webhook_id = IdOf(side.webhook, "The webhook.", required=True)
            event_type = Given(
                graphene.String, "A name of `eventTypes`; `webhook.test` when nothing is said."
            )
            dry_run = Given(graphene.Boolean, "Whether only to show what would be sent.")

        delivery = Returned(side.delivery, "The test on its way; null for a dry run.")
        request = Field(WebhookRequest, "What would be sent, for a dry run.")

        @staticmethod
        def perform(
            context: Context, *, webhook_id: UUID, event_type: str | None = None, dry_run: bool | None = None
        ) -> dict[str, Any]:
            run = operations.dry_run if dry_run else operations.send_test
            made = run(
                books=side.books,
                webhook_id=webhook_id,
                event_type=event_type or TEST_EVENT_TYPE.name,
                event_types=testable(context.market),
                now=context.now,
            )
            return {"delivery": None, "request": made} if dry_run else {"delivery": made, "request": None}

    return SendTestWebhook
