"""Record what was earned beside the fees."""

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
from api.costs.types import IncomeKind, OtherIncome
from kernel.money import Money
from markets.costs import models, types
from markets.costs import operations as costs
from tenants.permissions import Permission


class RecordOtherIncome(Mutation):
    """Record money earned in one month beside the fees; a correction is negative."""

    permission = Permission.COSTS_WRITE
    once = ClientMade("income_id")
    raises = (costs.CostIdReused,)

    class Input:
        """What the mutation takes."""

        income_id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        month = Given(Date, "Any day of the month.", required=True)
        kind = Given(IncomeKind, "Where from.", required=True)
        amount = Given(MoneyInput, "How much; not nothing.", required=True)
        note = Given(graphene.String, "A remark.")

    other_income = Returned(OtherIncome, "The income.")

    @staticmethod
    def perform(
        context: Context,
        *,
        income_id: UUID,
        month: date,
        kind: types.IncomeKind,
        amount: Money,
        note: str | None = None,
    ) -> models.OtherIncome:
        return costs.record_income(
            income_id=income_id,
            month=month,
            kind=kind,
            amount_minor=amount.minor,
            note=note or "",
            recorded_at=context.now,
            actor=context.viewer.id,
        )
