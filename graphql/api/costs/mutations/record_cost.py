"""Record what was spent."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.context import Context
from api.costs.types import CostCategory, OperatingCost
from kernel.money import Money
from markets.costs import models, types
from markets.costs import operations as costs
from tenants.permissions import Permission


class RecordCost(Mutation):
    """Record money spent on running the market in one month; a credit note is negative."""

    permission = Permission.COSTS_WRITE
    once = ClientMade("cost_id")
    raises = (costs.CostIdReused,)

    class Input:
        """What the mutation takes."""

        cost_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        month = Given(Date, "Any day of the month.", required=True)
        category = Given(CostCategory, "What for.", required=True)
        amount = Given(MoneyInput, "How much; not nothing.", required=True)
        note = Given(graphene.String, "A remark.")

    cost = Returned(OperatingCost, "The cost.")

    @staticmethod
    def perform(
        context: Context,
        *,
        cost_id: UUID,
        month: date,
        category: types.CostCategory,
        amount: Money,
        note: str | None = None,
    ) -> models.OperatingCost:
        return costs.record_cost(
            cost_id=cost_id,
            month=month,
            category=category,
            amount_minor=amount.minor,
            note=note or "",
            recorded_at=context.now,
            actor=context.viewer.id,
        )
