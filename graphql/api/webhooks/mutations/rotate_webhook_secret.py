"""Give a webhook another secret."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.webhooks.sides import Side
from tenants.permissions import Permission
from tenants.webhooks import operations
from tenants.webhooks.rules import DEFAULT_OVERLAP


def rotate_webhook_secret(side: Side) -> type[Mutation]:
    """The mutation for one side."""

    class RotateWebhookSecret(Mutation):
        """Give a webhook another secret. Until the overlap is over, requests carry the signatures of both."""

        permission = Permission.WEBHOOKS_WRITE
        once = ClientMade("secret_id")
        raises = (operations.TooManySecrets,)

        class Input:
            """What the mutation takes."""

            webhook_id = IdOf(side.webhook, "The webhook.", required=True)
            secret_id = Given(
                UUIDScalar,
                "A UUID made by the caller; the same request again gives the same secret.",
                required=True,
            )
            overlap_hours = Given(
                graphene.Int, "How long the old secret signs too, 0 to 168; 24 when nothing is said."
            )

        webhook = Returned(side.webhook, "The webhook.")
        secret = Field(graphene.String, "The new secret.")

        @staticmethod
        def perform(
            context: Context, *, webhook_id: UUID, secret_id: UUID, overlap_hours: int | None = None
        ) -> dict[str, Any]:
            overlap = DEFAULT_OVERLAP if overlap_hours is None else timedelta(hours=overlap_hours)
            webhook, secret = operations.rotate_secret(
                books=side.books,
                webhook_id=webhook_id,
                secret_id=secret_id,
                overlap=overlap,
                at=context.now,
            )
            return {"webhook": webhook, "secret": secret}

    return RotateWebhookSecret
