"""Let a proposed correction move its money."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.context import Context
from api.settlement.decisions import Adjustment
from markets.periods.operations import NoOpenPeriod
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class ApproveAdjustment(Mutation):
    """Let a proposed correction move its money in the open half-month, as somebody else than its author.

    Approved already, it is answered as it is. Event: `adjustment.approved`.
    """

    permission = Permission.SETTLEMENT_DECIDE
    once = KEYED
    raises = (settlement.SamePerson, settlement.AlreadyDecided, NoOpenPeriod)

    class Input:
        """What the mutation takes."""

        adjustment_id = IdOf(Adjustment, "The correction.", required=True)
        note = Given(graphene.String, "What there is to say about it.")

    adjustment = Returned(Adjustment, "The correction, approved.")

    @staticmethod
    def perform(context: Context, *, adjustment_id: UUID, note: str | None = None) -> models.Adjustment:
        return settlement.approve_adjustment(
            adjustment_id=adjustment_id,
            note=note or "",
            at=context.now,
            actor=context.viewer.id,
        )
