"""Record that a statement was paid by hand."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.settlement.types import Payout, Statement
from markets.periods.operations import NoOpenPeriod
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.access import Permission


class PayStatement(Mutation):
    """Record that what a statement owes was paid by hand, once and in full. Events: `payout.paid`."""

    permission = Permission.PAYOUTS_WRITE
    raises = (
        settlement.PayoutIdReused,
        settlement.NothingToPay,
        settlement.AlreadyPaid,
        settlement.PeriodFromBeforeJoining,
        NoOpenPeriod,
    )

    class Input:
        """What the mutation takes."""

        payout_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        statement_id = IdOf(Statement, "The statement.", required=True)
        evidence = Given(
            graphene.String, "What shows it: the transfer's reference, a receipt.", required=True
        )
        paid_on = Given(Date, "When it was paid.", required=True)

    payout = Returned(Payout, "The payment.")

    @staticmethod
    def perform(
        context: Context, *, payout_id: UUID, statement_id: UUID, evidence: str, paid_on: date
    ) -> models.Payout:
        return settlement.pay_statement(
            payout_id=payout_id,
            statement_id=statement_id,
            evidence=evidence,
            paid_on=paid_on,
            recorded_at=context.now,
            actor=context.viewer.id,
        )
