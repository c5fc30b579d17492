"""Approve a batch of payments."""

from uuid import UUID

import graphene

from api.base.digests import digest_of
from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.context import Context
from api.payouts.types import PayoutBatch
from markets.payouts import models
from markets.payouts import operations as payouts
from markets.payouts.rails.base import RailNotAvailable
from markets.settlement.operations import SamePerson
from tenants.access import NETWORK
from tenants.permissions import Permission


class ApprovePayoutBatch(Mutation):
    """Approve exactly what a batch's digest says, as somebody else than who prepared it.

    From the co-approval threshold on it takes two, one of them of headquarters: whoever holds
    `payouts:co-approve` for the whole network counts as such. Event, with the last approval that it takes:
    `payout_batch.approved`.
    """

    permission = Permission.PAYOUTS_APPROVE
    once = Naturally("a person approves a batch once, and the digest names what it holds")
    raises = (payouts.WrongBatchState, payouts.BatchChanged, SamePerson, RailNotAvailable)

    class Input:
        """What the mutation takes."""

        payout_batch_id = IdOf(PayoutBatch, "The batch.", required=True)
        digest = Given(graphene.String, "Its digest, as it was read, hexadecimal.", required=True)

    payout_batch = Returned(PayoutBatch, "The batch, approved or waiting for a second approval.")

    @staticmethod
    def perform(context: Context, *, payout_batch_id: UUID, digest: str) -> models.PayoutBatch:
        viewer = context.viewer
        return payouts.approve_batch(
            batch_id=payout_batch_id,
            digest=digest_of(digest, "digest"),
            network=NETWORK in viewer.scopes_of(Permission.PAYOUTS_COAPPROVE),
            at=context.now,
            actor=viewer.id,
        )
