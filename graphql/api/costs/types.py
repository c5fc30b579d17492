"""Costs, other income, and the autonomy they make."""

import graphene
from django.db.models import Q

from api.base.enums import described_enum
from api.base.fields import Column, MoneyColumn
from api.base.filters import Condition, Filter
from api.base.nodes import MarketNode
from api.base.pages import By, Orders
from api.base.scalars import Date, SafeInt
from api.base.values import Money
from api.base.visibility import of_the_house
from kernel.money import Money as Amount
from markets.costs import models, types
from tenants.access import Actor
from tenants.permissions import Permission

CostCategory = described_enum(
    types.CostCategory,
    "CostCategory",
    "What a market spends money on.",
    STAFF="Wages.",
    RENT="Rent.",
    ENERGY="Electricity, water, gas.",
    SECURITY="Guards and alarms.",
    CLEANING="Cleaning.",
    MAINTENANCE="Repairs.",
    MARKETING="Being known.",
    EQUIPMENT="Things that last.",
    OTHER="Anything else.",
)
IncomeKind = described_enum(
    types.IncomeKind,
    "IncomeKind",
    "What a market earns beside its fees. Grants are not income: autonomy is doing without them.",
    SPACE_RENTAL="Space let to others.",
    EVENTS="Events.",
    ADVERTISING="Advertising.",
    OTHER="Anything else.",
)
_WAYS = {
    "MONTH": By("month", "By month."),
    "AMOUNT": By("amount_minor", "By amount."),
    "RECORDED_AT": By("recorded_at", "By when it was recorded."),
}
OPERATING_COST_ORDERS = Orders("OperatingCost", descending=True, **_WAYS)
OTHER_INCOME_ORDERS = Orders("OtherIncome", descending=True, **_WAYS)


class OperatingCostFilter(Filter):
    """Which costs."""

    month = Condition(Date, "The first day of the month.", "month", ranged=True)
    category = Condition(CostCategory, "What for.", "category")


class OtherIncomeFilter(Filter):
    """Which income."""

    month = Condition(Date, "The first day of the month.", "month", ranged=True)
    kind = Condition(IncomeKind, "Where from.", "kind")


class OperatingCost(MarketNode):
    """Money spent on running the market in one month; a credit note is a negative one."""

    class Meta:
        model = models.OperatingCost
        permission = Permission.COSTS_READ

    month = Column("The first day of the month.")
    category = Column("What for.", type_=CostCategory)
    amount = MoneyColumn("How much.", "amount_minor")
    note = Column("A remark.")
    recorded_at = Column("When it was recorded.")
    actor = Column("Who recorded it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class OtherIncome(MarketNode):
    """Money earned in one month beside the fees; a correction is a negative one."""

    class Meta:
        model = models.OtherIncome
        permission = Permission.COSTS_READ

    month = Column("The first day of the month.")
    kind = Column("Where from.", type_=IncomeKind)
    amount = MoneyColumn("How much.", "amount_minor")
    note = Column("A remark.")
    recorded_at = Column("When it was recorded.")
    actor = Column("Who recorded it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class Autonomy(graphene.ObjectType):
    """How far a market pays for itself."""

    fees = graphene.Field(Money, required=True, description="Fees, less those given back.")
    other_income = graphene.Field(Money, required=True, description="Earned beside the fees.")
    income = graphene.Field(Money, required=True, description="Both together.")
    costs = graphene.Field(Money, required=True, description="What running the market cost.")
    ratio_basis_points = graphene.Field(
        SafeInt,
        description="Income over costs, rounded down: 10000 and more where the market pays for itself; null "
        "without costs.",
    )

    @staticmethod
    def resolve_fees(root: types.Autonomy, _info: object) -> Amount:
        return Amount(root.fees_minor)

    @staticmethod
    def resolve_other_income(root: types.Autonomy, _info: object) -> Amount:
        return Amount(root.other_income_minor)

    @staticmethod
    def resolve_income(root: types.Autonomy, _info: object) -> Amount:
        return Amount(root.income_minor)

    @staticmethod
    def resolve_costs(root: types.Autonomy, _info: object) -> Amount:
        return Amount(root.costs_minor)
