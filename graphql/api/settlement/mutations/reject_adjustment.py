"""Turn a proposed correction down."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.settlement.decisions import Adjustment
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class RejectAdjustment(Mutation):
    """Turn a proposed correction down, saying why, as somebody else than its author."""

    permission = Permission.SETTLEMENT_DECIDE
    once = AS_IT_IS
    raises = (settlement.SamePerson, settlement.AlreadyDecided)

    class Input:
        """What the mutation takes."""

        adjustment_id = IdOf(Adjustment, "The correction.", required=True)
        note = Given(graphene.String, "Why not.", required=True)

    adjustment = Returned(Adjustment, "The correction, rejected.")

    @staticmethod
    def perform(context: Context, *, adjustment_id: UUID, note: str) -> models.Adjustment:
        return settlement.reject_adjustment(
            adjustment_id=adjustment_id,
            note=note,
            at=context.now,
            actor=context.viewer.id,
        )
