"""Take a lasting debt in instalments."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.values import MoneyInput
from api.context import Context
from api.registry.types import Cooperative
from api.settlement.decisions import RecoveryPlan
from kernel.money import Money
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class AgreeRecoveryPlan(Mutation):
    """Take a lasting debt from a cooperative's earnings by at most so much a half-month, as agreed with it.
    Nothing is ever debited from its account.
    """

    permission = Permission.SETTLEMENT_WRITE
    once = ClientMade("plan_id")
    raises = (settlement.SettlementIdReused, settlement.RecoveryPlanExists)

    class Input:
        """What the mutation takes."""

        plan_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "Who owes.", required=True)
        instalment = Given(MoneyInput, "The most that is taken of one half-month.", required=True)
        evidence = Given(graphene.String, "What shows that the cooperative agreed.", required=True)

    recovery_plan = Returned(RecoveryPlan, "The plan.")

    @staticmethod
    def perform(
        context: Context, *, plan_id: UUID, cooperative_id: UUID, instalment: Money, evidence: str
    ) -> models.RecoveryPlan:
        return settlement.agree_recovery_plan(
            plan_id=plan_id,
            cooperative_id=cooperative_id,
            instalment_minor=instalment.minor,
            evidence=evidence,
            at=context.now,
            actor=context.viewer.id,
        )
