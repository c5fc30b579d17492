"""End a recovery plan."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.settlement.decisions import RecoveryPlan
from markets.settlement import models
from markets.settlement import operations as settlement
from tenants.permissions import Permission


class EndRecoveryPlan(Mutation):
    """End a recovery plan; what is still owed is then taken in full. Twice is once."""

    permission = Permission.SETTLEMENT_WRITE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        plan_id = IdOf(RecoveryPlan, "The plan.", required=True)

    recovery_plan = Returned(RecoveryPlan, "The plan, ended.")

    @staticmethod
    def perform(context: Context, *, plan_id: UUID) -> models.RecoveryPlan:
        return settlement.end_recovery_plan(plan_id=plan_id, at=context.now, actor=context.viewer.id)
