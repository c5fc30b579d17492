"""Sign why a half-month leaves something unexplained."""

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import KEYED
from api.base.values import MoneyInput
from api.context import Context
from api.periods.types import Period
from api.reconciliation.types import Explanation
from kernel.money import Money
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from tenants.permissions import Permission


class ExplainSuspense(Mutation):
    """Sign why a half-month leaves something unexplained, up to its pay day: exactly so many items with so
    much in suspense. Whoever owns one of them does not sign.
    """

    permission = Permission.RECONCILIATION_SIGN
    once = KEYED
    raises = (
        reconciliation.NothingToExplain,
        reconciliation.ExplanationOutdated,
        reconciliation.OwnerSigns,
    )

    class Input:
        """What the mutation takes."""

        period_id = IdOf(Period, "The half-month.", required=True)
        amount = Given(MoneyInput, "What is in suspense, all in all, as the signer sees it.", required=True)
        item_count = Given(
            graphene.Int, "How many things are unexplained, as the signer sees it.", required=True
        )
        text = Given(graphene.String, "The explanation.", required=True)

    explanation = Returned(Explanation, "The explanation.")

    @staticmethod
    def perform(
        context: Context, *, period_id: int, amount: Money, item_count: int, text: str
    ) -> models.Explanation:
        return reconciliation.explain_suspense(
            period_id=period_id,
            amount_minor=amount.minor,
            items=item_count,
            text=text,
            at=context.now,
            actor=context.viewer.id,
        )
