"""Ask Stripe for an address where a cooperative answers its questions."""

from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Field
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation
from api.base.once import Naturally
from api.base.scalars import DateTime
from api.context import Context
from api.stripe_account.refusals import WHEN_ACTING
from api.stripe_account.types import ConnectedAccount
from markets.stripe_account import operations as stripe
from tenants.permissions import Permission


class CreateOnboardingLink(Mutation):
    """Ask Stripe for an address where the cooperative answers its questions. It opens once, within minutes,
    and is kept nowhere.
    """

    permission = Permission.STRIPE_WRITE
    several = "It asks Stripe between a transaction before and one after."
    once = Naturally("it changes nothing here, and each request answers an address of its own")
    raises = (stripe.NotConnected, *WHEN_ACTING)

    class Input:
        """What the mutation takes."""

        connection_id = IdOf(ConnectedAccount, "The recipient.", required=True)
        refresh_url = Given(
            graphene.String, "Where people go when the address no longer opens.", required=True
        )
        return_url = Given(graphene.String, "Where people go afterwards.", required=True)

    url = Field(graphene.String, "The address.")
    expires_at = Field(DateTime, "Until when it opens.")

    @staticmethod
    def perform(
        context: Context, *, connection_id: UUID, refresh_url: str, return_url: str
    ) -> dict[str, Any]:
        url, expires_at = stripe.create_onboarding_link(
            connection_id=connection_id, refresh_url=refresh_url, return_url=return_url
        )
        return {"url": url, "expires_at": expires_at}
