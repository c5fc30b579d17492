"""Pay a cooperative less, or nothing, until it is lifted."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.context import Context
from api.registry.types import Cooperative
from api.settlement.decisions import Hold
from kernel.money import Money
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class PlaceHold(Mutation):
    """Pay a cooperative so much less, or nothing, until it is lifted.

    It counts from the next half-month that is sealed. What is held stays the cooperative's, and comes back on
    the statement after. Event: `hold.placed`.
    """

    permission = Permission.SETTLEMENT_WRITE
    once = ClientMade("hold_id")
    raises = (settlement.SettlementIdReused,)

    class Input:
        """What the mutation takes."""

        hold_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "Whose money is held.", required=True)
        amount = Given(MoneyInput, "How much; everything when nothing is said.")
        reason = Given(graphene.String, "Why: the cooperative reads it.", required=True)
        review_on = Given(Date, "The day, later than today, on which somebody looks again.", required=True)

    hold = Returned(Hold, "The hold.")

    @staticmethod
    def perform(
        context: Context,
        *,
        hold_id: UUID,
        cooperative_id: UUID,
        amount: Money | None = None,
        reason: str,
        review_on: date,
    ) -> models.Hold:
        return settlement.place_hold(
            hold_id=hold_id,
            cooperative_id=cooperative_id,
            amount_minor=None if amount is None else amount.minor,
            reason=reason,
            review_on=review_on,
            at=context.now,
            actor=context.viewer.id,
        )
