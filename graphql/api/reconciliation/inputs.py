"""What inputs of reconciliation share."""

from typing import Any
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.reconciliation.enums import BankLineField, MatchOperator
from api.reconciliation.types import CardBatch, CashDeposit
from markets.reconciliation.types import Criterion, TargetKind, TargetRef


class MatchTargetInput(graphene.InputObjectType):
    """What a line stands for: exactly one of these."""

    one_of = True

    payment = Given(graphene.String, "A payment, by its end-to-end id.")
    returned_payment = Given(graphene.String, "A payment that came back, by its end-to-end id.")
    card_batch = IdOf(CardBatch, "A card batch.")
    cash_deposit = IdOf(CashDeposit, "A cash deposit.")

    @staticmethod
    def value(given: dict[str, Any]) -> TargetRef:
        """What a mutation gets."""
        [(name, key)] = given.items()
        found: str | UUID = key
        return _KINDS[name], found


class MatchCriterionInput(graphene.InputObjectType):
    """One condition on a line."""

    field = Given(BankLineField, "What it reads.", required=True)
    operator = Given(MatchOperator, "How it compares.", required=True)
    pattern = Given(graphene.String, "With what.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> Criterion:
        """What a mutation gets."""
        return Criterion(given["field"], given["operator"], given["pattern"])


_KINDS = {
    "payment": TargetKind.PAYOUT,
    "returned_payment": TargetKind.PAYOUT_RETURN,
    "card_batch": TargetKind.CARD_BATCH,
    "cash_deposit": TargetKind.CASH_DEPOSIT,
}
