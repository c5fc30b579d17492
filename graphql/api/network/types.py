"""Markets."""

import graphene
from django.db.models import Q

from api.base.enums import described_enum
from api.base.fields import Column, Localized
from api.base.filters import Condition, Filter
from api.base.nodes import Node
from api.base.pages import By, Orders
from api.base.visibility import of_market
from tenants.access import Actor
from tenants.network import models
from tenants.network.types import Kind, Stage
from tenants.permissions import Permission

MarketStage = described_enum(
    Stage,
    "MarketStage",
    "Where a market is in its life.",
    PLANNED="Being prepared.",
    OPEN="Selling.",
    SUSPENDED="Not selling for the time being; it settles and pays.",
    CLOSED="Closed for good.",
)
MarketKind = described_enum(
    Kind,
    "MarketKind",
    "What a market is for; it never changes.",
    CITY="A city's trade.",
    SANDBOX="Trying the API out: nothing in it is real, nobody is paid from it, and it may be reset.",
)
MARKET_ORDERS = Orders(
    "Market",
    SLUG=By("schema_name", "By name in addresses."),
    CREATED_AT=By("created_at", "By when it was created."),
)


class MarketFilter(Filter):
    """Which markets."""

    slug = Condition(graphene.String, "The name in addresses, such as `casablanca`.", "schema_name")
    region = Condition(graphene.String, "Code of the region, such as `MA-06`.", "region_code")
    stage = Condition(MarketStage, "Where it is in its life.", "stage")
    kind = Condition(MarketKind, "What it is for.", "kind")


class Market(Node):
    """One city's market."""

    class Meta:
        model = models.Market
        permission = Permission.MARKETS_READ

    slug = Column("Its name in addresses, such as `casablanca`.", "schema_name")
    name = Localized("Its name.")
    city = Column("The city.")
    region_code = Column("ISO 3166-2 code of the region.")
    legal_name = Column("The legal person that runs it.")
    stage = Column("Where it is in its life.", type_=MarketStage)
    kind = Column("What it is for.", type_=MarketKind)
    created_at = Column("When it was created.")
    opened_at = Column("When it first opened.")
    suspended_at = Column("When its latest suspension began.")
    resumed_at = Column("When its latest suspension ended; null while it lasts.")
    closed_at = Column("When it closed.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return ~Q(schema_name="public") & of_market(viewer, "schema_name")
