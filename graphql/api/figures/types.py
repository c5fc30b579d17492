"""A market's figures by day, and their sums."""

import graphene
from django.db.models import Q

from api.base.fields import Column, MoneyColumn
from api.base.filters import Condition, Filter, Related
from api.base.nodes import Edge, MarketNode
from api.base.pages import By, Orders
from api.base.scalars import Date, SafeInt
from api.base.values import Money
from api.base.visibility import of_cooperative, of_the_house
from api.catalogue.types import Category
from api.registry.types import Cooperative
from api.tills.types import Till
from kernel.money import Money as Amount
from markets.figures import models
from markets.figures.queries import Sums
from tenants.access import Actor
from tenants.permissions import Permission

_DAY = By("day", "By day.")
_GROSS = By("gross_minor", "By what was sold.")
TILL_DAY_ORDERS = Orders("TillDay", DAY=_DAY, GROSS=_GROSS, TICKETS=By("tickets", "By tickets."))
COOPERATIVE_DAY_ORDERS = Orders("CooperativeDay", DAY=_DAY, GROSS=_GROSS)
CATEGORY_DAY_ORDERS = Orders("CategoryDay", DAY=_DAY, GROSS=_GROSS)


class TillDayFilter(Filter):
    """Which tills and days."""

    day = Condition(Date, "The business day.", "day", ranged=True)
    till = Related(Till, "The till.", "till_id")


class CooperativeDayFilter(Filter):
    """Which cooperatives and days."""

    day = Condition(Date, "The business day.", "day", ranged=True)
    cooperative = Related(Cooperative, "The cooperative.", "cooperative_id")


class CategoryDayFilter(Filter):
    """Which categories and days."""

    day = Condition(Date, "The business day.", "day", ranged=True)
    category = Condition(graphene.String, "Code of the category, a leaf of the tree.", "category_code")


class TillDay(MarketNode):
    """One till's business day. Gross less refunds plus rounding is what the tenders kept."""

    class Meta:
        model = models.TillDay
        permission = Permission.FIGURES_READ

    day = Column("The business day.")
    till = Edge(Till, "The till.", "till_id")
    tickets = Column("How many sales.")
    items = Column("How many pieces were sold.")
    gross = MoneyColumn("What was sold.", "gross_minor")
    refunds = MoneyColumn("What was given back.", "refunds_minor")
    cash = MoneyColumn("Kept in cash.", "cash_minor")
    card = MoneyColumn("Kept by card terminal.", "card_minor")
    stripe = MoneyColumn("Kept by Stripe.", "stripe_minor")
    rounding = MoneyColumn("What cash rounding gained or cost.", "rounding_minor")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class CooperativeDay(MarketNode):
    """What one cooperative sold on one business day."""

    class Meta:
        model = models.CooperativeDay
        permission = Permission.FIGURES_READ

    day = Column("The business day.")
    cooperative = Edge(Cooperative, "The cooperative.", "cooperative_id")
    items = Column("How many pieces were sold.")
    gross = MoneyColumn("What was sold.", "gross_minor")
    refunds = MoneyColumn("What was brought back.", "refunds_minor")
    fees = MoneyColumn("Fees, less those given back.", "fees_minor")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative_id")


class CategoryDay(MarketNode):
    """What one category sold on one business day."""

    class Meta:
        model = models.CategoryDay
        permission = Permission.FIGURES_READ

    day = Column("The business day.")
    category = Edge(Category, "The category.", "category_code")
    items = Column("How many pieces were sold.")
    gross = MoneyColumn("What was sold.", "gross_minor")
    refunds = MoneyColumn("What was brought back.", "refunds_minor")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class Figures(graphene.ObjectType):
    """A market's trade over some days."""

    tickets = graphene.Field(SafeInt, required=True, description="How many sales.")
    items = graphene.Field(SafeInt, required=True, description="How many pieces were sold.")
    gross = graphene.Field(Money, required=True, description="What was sold.")
    refunds = graphene.Field(Money, required=True, description="What was given back.")
    net = graphene.Field(Money, required=True, description="Gross less refunds.")
    fees = graphene.Field(Money, required=True, description="Fees, less those given back.")

    @staticmethod
    def resolve_gross(root: Sums, _info: object) -> Amount:
        return Amount(root.gross_minor)

    @staticmethod
    def resolve_refunds(root: Sums, _info: object) -> Amount:
        return Amount(root.refunds_minor)

    @staticmethod
    def resolve_net(root: Sums, _info: object) -> Amount:
        return Amount(root.net_minor)

    @staticmethod
    def resolve_fees(root: Sums, _info: object) -> Amount:
        return Amount(root.fees_minor)
