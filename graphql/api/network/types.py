"""Markets, and the viewer."""

from typing import Any

import graphene
from django.db.models import Q

from api.base.enums import described_enum
from api.base.fields import Column, Localized
from api.base.filters import Condition, Filter
from api.base.nodes import Node
from api.base.pages import By, Orders
from api.base.visibility import of_market
from api.registry.types import Cooperative
from tenants.access import Actor, Permission, Role
from tenants.network import models
from tenants.network.types import Stage

MarketStage = described_enum(
    Stage,
    "MarketStage",
    "Where a market is in its life.",
    PLANNED="Being prepared.",
    OPEN="Selling.",
    SUSPENDED="Not selling for the time being; it settles and pays.",
    CLOSED="Closed for good.",
)
ActorRole = described_enum(
    Role,
    "ActorRole",
    "A role: a named set of permissions.",
    HQ_ADMIN="Administrator at headquarters.",
    HQ_ANALYST="Analyst at headquarters.",
    REGISTRY_OFFICER="Keeps the registry and the catalogue.",
    COMMITTEE_MEMBER="Member of the selection committee.",
    MARKET_MANAGER="Manages a market.",
    CASHIER="Sells at a till.",
    STOCK_KEEPER="Keeps a market's stock.",
    ACCOUNTANT="Keeps a market's books.",
    AUDITOR="Reads everything, changes nothing.",
    COOPERATIVE_DELEGATE="Speaks for one cooperative.",
    INTEGRATOR="A program.",
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
    created_at = Column("When it was created.")
    opened_at = Column("When it first opened.")
    suspended_at = Column("When its latest suspension began.")
    resumed_at = Column("When its latest suspension ended; null while it lasts.")
    closed_at = Column("When it closed.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return ~Q(schema_name="public") & of_market(viewer, "schema_name")


class Viewer(graphene.ObjectType):
    """Who is asking, and what they may."""

    id = graphene.String(required=True, description="Stands in every record of what this viewer does.")
    label = graphene.String(required=True, description="For people.")
    role = graphene.Field(ActorRole, description="The role through which the permissions are held.")
    scope = graphene.String(required=True, description="`network`, or the one market where the role is held.")
    cooperative = graphene.Field(
        graphene.ID, description="The cooperative for which a delegate speaks: a global id."
    )
    permissions = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="What the viewer may, such as `sales:record`.",
    )

    @staticmethod
    def resolve_cooperative(root: Actor, info: Any) -> str | None:
        return None if root.cooperative_id is None else Cooperative.global_id(root.cooperative_id, None)

    @staticmethod
    def resolve_permissions(root: Actor, _info: Any) -> list[str]:
        return sorted(permission.value for permission in root.permissions)
