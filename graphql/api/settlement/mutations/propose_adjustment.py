"""Propose a correction of what a cooperative is owed."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.values import MoneyInput
from api.context import Context
from api.registry.types import Cooperative
from api.settlement.decisions import Adjustment
from kernel.money import Money
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class ProposeAdjustment(Mutation):
    """Propose to give a cooperative an amount, or to take it when negative. Nothing moves until somebody else
    approves.
    """

    permission = Permission.SETTLEMENT_WRITE
    once = ClientMade("adjustment_id")
    raises = (settlement.SettlementIdReused,)

    class Input:
        """What the mutation takes."""

        adjustment_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "Whose balance is corrected.", required=True)
        amount = Given(
            MoneyInput, "Positive gives to the cooperative, negative takes from it.", required=True
        )
        reason = Given(graphene.String, "Why: the cooperative reads it.", required=True)

    adjustment = Returned(Adjustment, "The correction, proposed.")

    @staticmethod
    def perform(
        context: Context, *, adjustment_id: UUID, cooperative_id: UUID, amount: Money, reason: str
    ) -> models.Adjustment:
        return settlement.propose_adjustment(
            adjustment_id=adjustment_id,
            cooperative_id=cooperative_id,
            amount_minor=amount.minor,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
