"""Say that a payment by hand was made."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.scalars import Date
from api.context import Context
from api.payouts.enums import PaidFrom
from api.payouts.types import Payout
from markets.payouts import models, types
from markets.payouts import operations as payouts
from markets.periods.operations import NoOpenPeriod
from tenants.permissions import Permission


class ConfirmPayout(Mutation):
    """Say that a payment by hand was made, with what shows it. Again is once. Event: `payout.paid`."""

    permission = Permission.PAYOUTS_WRITE
    once = KEYED
    raises = (payouts.WrongBatchState, NoOpenPeriod)

    class Input:
        """What the mutation takes."""

        payout_id = IdOf(Payout, "The payment.", required=True)
        evidence = Given(graphene.String, "The cheque's number, the receipt, the transfer.", required=True)
        paid_on = Given(Date, "The day on which it was paid; not in the future.", required=True)
        paid_from = Given(PaidFrom, "Bank or cash.", required=True)

    payout = Returned(Payout, "The payment, made.")

    @staticmethod
    def perform(
        context: Context, *, payout_id: UUID, evidence: str, paid_on: date, paid_from: types.PaidFrom
    ) -> models.Payout:
        return payouts.confirm_by_hand(
            payout_id=payout_id,
            evidence=evidence,
            paid_on=paid_on,
            paid_from=paid_from,
            at=context.now,
            actor=context.viewer.id,
        )
