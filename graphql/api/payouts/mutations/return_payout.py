"""Say that a payment by hand came back."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.scalars import Date
from api.context import Context
from api.payouts.types import Payout
from markets.payouts import models
from markets.payouts import operations as payouts
from markets.periods.operations import NoOpenPeriod
from tenants.permissions import Permission


class ReturnPayout(Mutation):
    """Say that a payment made by hand came back, such as a cheque that was not honoured: it is owed again,
    and the next batch tries again. Event: `payout.returned`.
    """

    permission = Permission.PAYOUTS_WRITE
    once = KEYED
    raises = (payouts.WrongBatchState, NoOpenPeriod)

    class Input:
        """What the mutation takes."""

        payout_id = IdOf(Payout, "The payment.", required=True)
        reason = Given(graphene.String, "Why.", required=True)
        returned_on = Given(Date, "The day on which it came back; not in the future.", required=True)

    payout = Returned(Payout, "The payment, returned.")

    @staticmethod
    def perform(context: Context, *, payout_id: UUID, reason: str, returned_on: date) -> models.Payout:
        return payouts.return_by_hand(
            payout_id=payout_id,
            reason=reason,
            returned_on=returned_on,
            at=context.now,
            actor=context.viewer.id,
        )
