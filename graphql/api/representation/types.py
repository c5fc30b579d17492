"""Shares, floors, and warnings."""

from typing import Any

import graphene
from django.db.models import Q

from api.base.fields import Column
from api.base.filters import Condition, Filter
from api.base.nodes import Edge, Node
from api.base.pages import By, Orders
from api.base.scalars import Date, SafeInt
from api.figures.report import Subject
from api.registry.enums import CooperativeGroup
from api.registry.types import Region
from api.representation.enums import RepresentationMeasure
from markets.figures.types import Dimension
from shared_catalog.representation import models
from shared_catalog.representation.types import ANY_GROUP, Broken, FloorTerms
from tenants.access import Actor
from tenants.permissions import Permission

FLOOR_ORDERS = Orders(
    "RepresentationFloor", descending=True, EFFECTIVE_FROM=By("effective_from", "By first day.")
)


class RepresentationFloorFilter(Filter):
    """Which floors."""

    region = Condition(graphene.String, "Code of the region, such as `MA-06`.", "region_id")
    measure = Condition(RepresentationMeasure, "Of what.", "measure")
    effective_from = Condition(Date, "The first day.", "effective_from", ranged=True)


class RepresentationFloor(Node):
    """The least share that a region shall have from a day on, until its next floor."""

    class Meta:
        model = models.Floor
        permission = Permission.REGISTRY_READ

    region = Edge(Region, "The region.", required=True)
    group = Column("The group; null for all groups together.", type_=CooperativeGroup)
    measure = Column("Of what.", type_=RepresentationMeasure)
    basis_points = Column("The share in basis points: 500 is 5 %. 0 ends the floor before it.")
    effective_from = Column("The first day.")
    set_at = Column("When it was set.")
    set_by = Column("Who set it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class RepresentationCell(graphene.ObjectType):
    """What a region and a group have. Shares are basis points of the whole, rounded down."""

    region = Subject(Region, "The region.", Dimension.REGION)
    group = graphene.Field(CooperativeGroup, required=True, description="The group.")
    cooperatives = graphene.Int(required=True, description="Cooperatives that take part.")
    cooperatives_share = graphene.Int(required=True, description="Their share.")
    shelf = graphene.Int(required=True, description="Their approved products, counted in each market.")
    shelf_share = graphene.Int(required=True, description="Their share.")
    sales_minor = graphene.Field(
        SafeInt, required=True, description="What they sold net of refunds, in centimes."
    )
    sales_share = graphene.Int(required=True, description="Its share.")


def _floor(root: Any) -> FloorTerms:
    return root.floor if isinstance(root, Broken) else root["floor"]


class _OfAFloor(graphene.ObjectType):
    """What is said of a floor."""

    class Meta:
        abstract = True

    region = graphene.String(required=True, description="Code of the region, such as `MA-08`.")
    group = graphene.Field(CooperativeGroup, description="The group; null for all groups together.")
    measure = graphene.Field(RepresentationMeasure, required=True, description="Of what.")
    basis_points = graphene.Int(required=True, description="The least share.")

    @staticmethod
    def resolve_region(root: Any, _info: Any) -> str:
        return _floor(root).region

    @staticmethod
    def resolve_group(root: Any, _info: Any) -> str | None:
        group = _floor(root).group
        return None if group == ANY_GROUP else group

    @staticmethod
    def resolve_measure(root: Any, _info: Any) -> Any:
        return _floor(root).measure

    @staticmethod
    def resolve_basis_points(root: Any, _info: Any) -> int:
        return _floor(root).basis_points


class RepresentationStanding(_OfAFloor):
    """How a region stands to a floor of the day."""

    share = graphene.Int(required=True, description="What it has, in basis points rounded down.")
    kept = graphene.Boolean(required=True, description="Whether that is enough; exact, without rounding.")


class RepresentationWarning(_OfAFloor):
    """A floor that a change would break, or break further. Nothing is refused for it."""

    before = graphene.Int(required=True, description="The share now, in basis points rounded down.")
    after = graphene.Int(required=True, description="The share after it.")
    already = graphene.Boolean(required=True, description="Whether the floor is broken already.")


class Representation(graphene.ObjectType):
    """The shares of regions and groups on a day, and how they stand to its floors."""

    as_of = graphene.Field(Date, required=True, description="The day.")
    sales_since = graphene.Field(Date, required=True, description="The first day whose sales count.")
    cells = graphene.List(
        graphene.NonNull(RepresentationCell),
        required=True,
        description="A row for each region and group that has anything, by region and group.",
    )
    floors = graphene.List(
        graphene.NonNull(RepresentationStanding), required=True, description="The floors in force."
    )
