"""Match a line of the bank by hand."""

from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.context import Context
from api.reconciliation.inputs import MatchTargetInput
from api.reconciliation.types import BankLine
from markets.ledger.types import AccountCode
from markets.periods import operations as periods
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.types import TargetRef
from tenants.permissions import Permission


class MatchBankLine(Mutation):
    """Say what a line of the bank stands for, whether it is in suspense or not. It is said once."""

    permission = Permission.RECONCILIATION_WRITE
    once = KEYED
    raises = (
        reconciliation.LineMatched,
        reconciliation.TargetTaken,
        reconciliation.DifferenceUnexplained,
        reconciliation.PayoutContradicted,
        periods.NoOpenPeriod,
    )

    class Input:
        """What the mutation takes."""

        line_id = IdOf(BankLine, "The line.", required=True)
        targets = Given(MatchTargetInput, "What it stands for; each once.", many=True)
        account = Given(
            graphene.String,
            "Where what they leave of it goes, or all of it: a ledger account of the market, such as "
            "`market:bank_charges`.",
        )
        note = Given(graphene.String, "A remark.")

    bank_line = Returned(BankLine, "The line with its matches.")

    @staticmethod
    def perform(
        context: Context,
        *,
        line_id: UUID,
        targets: list[TargetRef] | None = None,
        account: str | None = None,
        note: str | None = None,
    ) -> Any:
        matches = reconciliation.match_by_hand(
            line_id=line_id,
            targets=targets or (),
            rest_account=AccountCode(account) if account else None,
            note=note or "",
            at=context.now,
            actor=context.viewer.id,
        )
        return matches[0].line
