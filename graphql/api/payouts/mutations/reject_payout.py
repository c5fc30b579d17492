"""Say that a payment by hand will not be made."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.context import Context
from api.payouts.types import Payout
from markets.payouts import models
from markets.payouts import operations as payouts
from markets.periods.operations import NoOpenPeriod
from tenants.permissions import Permission


class RejectPayout(Mutation):
    """Say that a payment by hand will not be made: the next batch tries again. Event: `payout.rejected`."""

    permission = Permission.PAYOUTS_WRITE
    once = KEYED
    raises = (payouts.WrongBatchState, NoOpenPeriod)

    class Input:
        """What the mutation takes."""

        payout_id = IdOf(Payout, "The payment.", required=True)
        reason = Given(graphene.String, "Why.", required=True)

    payout = Returned(Payout, "The payment, rejected.")

    @staticmethod
    def perform(context: Context, *, payout_id: UUID, reason: str) -> models.Payout:
        return payouts.reject_by_hand(
            payout_id=payout_id, reason=reason, at=context.now, actor=context.viewer.id
        )
