"""Match lines of the bank by the rules."""

from typing import Any

import graphene

from api.base.fields import Field
from api.base.inputs import Given
from api.base.mutations import Mutation
from api.base.once import Naturally
from api.context import Context
from api.reconciliation.runs import MatchingRun
from markets.periods import operations as periods
from markets.reconciliation import operations as reconciliation
from tenants.permissions import Permission


class RunMatching(Mutation):
    """Match lines of the bank with what they stand for, by the rules; what is left goes into suspense.

    What is in suspense is tried again. A payment that the bank shows counts as paid from then on.
    """

    permission = Permission.RECONCILIATION_WRITE
    once = Naturally("what is matched or in suspense is not matched or suspended again")
    raises = (periods.NoOpenPeriod,)

    class Input:
        """What the mutation takes."""

        dry_run = Given(graphene.Boolean, "Whether only to say what would be done.", required=True)
        suspense_owner = Given(
            graphene.String, "Who finds out what is left; whoever asks, when nothing is said."
        )

    run = Field(MatchingRun, "What was done, or would be.")

    @staticmethod
    def perform(context: Context, *, dry_run: bool, suspense_owner: str | None = None) -> dict[str, Any]:
        done = reconciliation.run_matching(
            dry_run=dry_run,
            owner=context.viewer.id if suspense_owner is None else suspense_owner,
            at=context.now,
            actor=context.viewer.id,
        )
        return {"run": done}
