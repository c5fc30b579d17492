"""Put together what waits to be paid."""

from datetime import date
from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.payouts.enums import PayoutRail
from api.payouts.types import PayoutBatch
from api.periods.types import Period
from api.settlement.types import Statement
from kernel.errors import InvalidValue
from markets.payouts import models, types
from markets.payouts import operations as payouts
from markets.payouts.rails.base import RailNotAvailable
from tenants.network.sandbox import NotInASandbox
from tenants.permissions import Permission


class PreparePayoutBatch(Mutation):
    """Put what waits to be paid into a batch: of all half-months or one, all statements or those named.

    What was rejected or returned is tried again, to the account as it is now. Cooperatives that the rail
    cannot reach have their payout held, with the reason. Somebody else approves the batch. Events:
    `payout_batch.prepared`, `payout.held`.
    """

    permission = Permission.PAYOUTS_WRITE
    once = ClientMade("batch_id")
    raises = (payouts.BatchIdReused, payouts.NothingToPay, RailNotAvailable, NotInASandbox)

    class Input:
        """What the mutation takes."""

        batch_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        rail = Given(PayoutRail, "How to pay.", required=True)
        execution_on = Given(Date, "The day on which the rail should pay; not in the past.", required=True)
        period_id = IdOf(Period, "Only statements of this half-month.")
        statement_ids = IdOf(Statement, "Only these statements.", many=True)

    payout_batch = Returned(PayoutBatch, "The batch, which waits for approval.")

    @staticmethod
    def perform(
        context: Context,
        *,
        batch_id: UUID,
        rail: types.Rail,
        execution_on: date,
        period_id: int | None = None,
        statement_ids: list[UUID] | None = None,
    ) -> models.PayoutBatch:
        if statement_ids is not None and not statement_ids:
            reason = "name at least one, or leave it out for all"
            raise InvalidValue(path=("statement_ids",), field="statement_ids", reason=reason)
        return payouts.prepare_batch(
            batch_id=batch_id,
            rail=rail,
            execution_on=execution_on,
            period_id=period_id,
            statement_ids=statement_ids or (),
            at=context.now,
            actor=context.viewer.id,
        )
