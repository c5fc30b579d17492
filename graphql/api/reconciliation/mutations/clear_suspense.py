"""Say where an item in suspense belongs."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.context import Context
from api.reconciliation.inputs import MatchTargetInput
from api.reconciliation.types import SuspenseItem
from markets.ledger.types import AccountCode
from markets.periods import operations as periods
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.types import TargetRef
from tenants.permissions import Permission


class ClearSuspense(Mutation):
    """Say where an item in suspense belongs: it moves there in the ledger, once."""

    permission = Permission.RECONCILIATION_WRITE
    once = KEYED
    raises = (
        reconciliation.SuspenseCleared,
        reconciliation.TargetTaken,
        reconciliation.DifferenceUnexplained,
        reconciliation.PayoutContradicted,
        periods.NoOpenPeriod,
    )

    class Input:
        """What the mutation takes."""

        item_id = IdOf(SuspenseItem, "The item.", required=True)
        targets = Given(MatchTargetInput, "What it stands for; each once.", many=True)
        account = Given(
            graphene.String,
            "Where what they leave of it goes, or all of it: a ledger account of the market, such as "
            "`market:bank_charges`.",
        )
        note = Given(graphene.String, "A remark.")

    suspense_item = Returned(SuspenseItem, "The item, now cleared.")

    @staticmethod
    def perform(
        context: Context,
        *,
        item_id: UUID,
        targets: list[TargetRef] | None = None,
        account: str | None = None,
        note: str | None = None,
    ) -> models.SuspenseItem:
        return reconciliation.clear_suspense(
            item_id=item_id,
            targets=targets or (),
            account=AccountCode(account) if account else None,
            note=note or "",
            at=context.now,
            actor=context.viewer.id,
        )
