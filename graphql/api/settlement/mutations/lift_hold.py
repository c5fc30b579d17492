"""End a hold."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.settlement.decisions import Hold
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class LiftHold(Mutation):
    """End a hold, saying why. The same again is once. Event: `hold.lifted`."""

    permission = Permission.SETTLEMENT_WRITE
    once = AS_IT_IS
    raises = (settlement.HoldLifted,)

    class Input:
        """What the mutation takes."""

        hold_id = IdOf(Hold, "The hold.", required=True)
        note = Given(graphene.String, "Why it is lifted.", required=True)

    hold = Returned(Hold, "The hold, lifted.")

    @staticmethod
    def perform(context: Context, *, hold_id: UUID, note: str) -> models.Hold:
        return settlement.lift_hold(
            hold_id=hold_id,
            note=note,
            at=context.now,
            actor=context.viewer.id,
        )
