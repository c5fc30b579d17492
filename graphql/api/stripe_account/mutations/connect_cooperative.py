"""Make a cooperative a recipient in Stripe."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.context import Context
from api.registry.types import Cooperative
from api.stripe_account.refusals import WHEN_ACTING
from api.stripe_account.types import ConnectedAccount
from markets.stripe_account import models
from markets.stripe_account import operations as stripe
from tenants.permissions import Permission


class ConnectCooperative(Mutation):
    """Make a cooperative a recipient in Stripe, paid on the bank account that money may go to. Its
    name and bank account go abroad. Event: `connected_account.changed`.
    """

    permission = Permission.STRIPE_WRITE
    several = "It asks Stripe between a transaction before and one after."
    once = ClientMade("connection_id")
    raises = (stripe.CooperativeAlreadyConnected, stripe.NoUsableAccount, *WHEN_ACTING)

    class Input:
        """What the mutation takes."""

        connection_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again finishes what was begun.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        bic = Given(graphene.String, "The code of its bank: 8 or 11 characters.", required=True)

    connected_account = Returned(ConnectedAccount, "The recipient.")

    @staticmethod
    def perform(
        context: Context, *, connection_id: UUID, cooperative_id: UUID, bic: str
    ) -> models.ConnectedAccount:
        return stripe.connect_cooperative(
            connection_id=connection_id,
            cooperative_id=cooperative_id,
            bic=bic,
            requested_at=context.now,
            actor=context.viewer.id,
        )
