"""Counts of visitors, and their sums."""

from typing import Any

import graphene
from django.db.models import Q

from api.base.fields import Column
from api.base.filters import Condition, Filter
from api.base.inputs import Given
from api.base.nodes import MarketNode
from api.base.pages import By, Orders
from api.base.scalars import Date, SafeInt
from api.base.visibility import of_the_house
from markets.footfall import models
from markets.footfall.types import Count
from tenants.access import Actor
from tenants.permissions import Permission

VISITOR_COUNT_ORDERS = Orders(
    "VisitorCount", DAY=By("day", "By day."), VISITORS=By("visitors", "By how many came.")
)


class VisitorCountFilter(Filter):
    """Which counts."""

    day = Condition(Date, "The business day.", "day", ranged=True)
    hour = Condition(graphene.Int, "The hour, 0 to 23.", "hour", ranged=True)
    source = Condition(graphene.String, "Who counted.", "source")


class VisitorCount(MarketNode):
    """How many people came in during one hour of one business day, as one source counted them."""

    class Meta:
        model = models.VisitorCount
        permission = Permission.FIGURES_READ

    day = Column("The business day.")
    hour = Column("The hour, 0 to 23, by the market's clock.")
    source = Column("The door or the person that counted.")
    visitors = Column("How many came.")
    recorded_at = Column("When it was recorded.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class VisitorDay(graphene.ObjectType):
    """The visitors of one day, over all hours and sources."""

    day = graphene.Field(Date, required=True, description="The business day.")
    visitors = graphene.Field(SafeInt, required=True, description="How many came.")


class Footfall(graphene.ObjectType):
    """The visitors of some days."""

    visitors = graphene.Field(SafeInt, required=True, description="How many came in all.")
    days = graphene.List(
        graphene.NonNull(VisitorDay), required=True, description="Day by day, those that were counted."
    )


class VisitorCountInput(graphene.InputObjectType):
    """A count of visitors. Sent again for the same day, hour and source, the latest number stands."""

    day = Given(Date, "The business day.", required=True)
    hour = Given(graphene.Int, "The hour, 0 to 23, by the market's clock.", required=True)
    source = Given(graphene.String, "The door or the person that counted.", required=True)
    visitors = Given(graphene.Int, "How many came.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> Count:
        return Count(**given)
