"""Applications of the public as headquarters reads them."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import Q

from api.applications import enums, lists
from api.base.connections import Connection
from api.base.fields import Column, Derived
from api.base.nodes import Edge, Node
from api.base.scalars import Date
from api.base.values import Money
from api.catalogue.enums import Unit
from api.registry.enums import CooperativeGroup, CooperativeKind
from api.registry.types import Cooperative, Members, Province, Region
from api.selection.types import SelectionApplication, SelectionRound
from kernel.money import Money as Amount
from shared_catalog.applications import models, rules
from shared_catalog.applications.types import ApplicationState, Declared
from shared_catalog.registry.types import Contact
from tenants.access import Actor
from tenants.permissions import Permission


class DeclaredProduct(graphene.ObjectType):
    """A product that an application names."""

    name = graphene.String(required=True, description="What its author calls it.")
    category_code = graphene.String(required=True, description="The category it was put in.")
    price = graphene.Field(Money, required=True, description="What is asked for a pack.")
    unit = graphene.Field(Unit, required=True, description="What the pack's content counts.")
    content = graphene.Int(required=True, description="How much the pack holds.")

    @staticmethod
    def resolve_price(root: Any, _info: Any) -> Amount:
        return Amount(root.price_minor)


class DeclaredCooperative(graphene.ObjectType):
    """What an application says, checked when it was handed in; nobody has seen a paper for it."""

    kind = graphene.Field(CooperativeKind, required=True, description="The legal form.")
    register_number = graphene.String(required=True, description="Its number in the local register.")
    register_court = graphene.String(required=True, description="The court that keeps the register.")
    founded_on = graphene.Field(Date, required=True, description="When it was founded.")
    members = graphene.Field(Members, required=True, description="Its members, on the day it applied.")
    onssa_number = graphene.String(description="The number of its food-safety certificate, if it has one.")
    packaging = graphene.String(description="What it says of packaging and labels.")
    capacity = graphene.String(description="What it says of how much it can deliver.")
    products = graphene.List(
        graphene.NonNull(DeclaredProduct),
        required=True,
        description="Its products. The first one's price is compared where the grid measures the price.",
    )


def _declared(said: Mapping[str, Any]) -> Any:
    declared: Declared = rules.read(said, contact=Contact(name=""))
    details = declared.details
    return {
        "kind": details.kind,
        "register_number": details.register_number,
        "register_court": details.register_court,
        "founded_on": details.founded_on,
        "members": details.members,
        "onssa_number": declared.onssa_number or None,
        "packaging": declared.packaging or None,
        "capacity": declared.capacity or None,
        "products": declared.products,
    }


class PublicApplication(Node):
    """What a cooperative applies to a round with, from the day it was handed in."""

    class Meta:
        model = models.PublicApplication
        permission = Permission.SELECTION_READ

    round = Edge(SelectionRound, "The round.", required=True)
    number = Column("Its number, which its author reads too.")
    state = Column("Where it stands.", type_=enums.PublicApplicationState)
    language = Column("In which language it was begun, `ar` or `fr`.")
    name_ar = Column("The name in Arabic.")
    name_fr = Column("The name in French.")
    ice = Column("The ICE, 15 digits.")
    group = Column("The group.", type_=CooperativeGroup)
    region = Edge(Region, "The region.", required=True)
    province = Edge(Province, "The province.", required=True)
    contact_name = Column("Whom to reach; null once it was forgotten.", permission=Permission.REGISTRY_READ)
    contact_phone = Column("The telephone number.", permission=Permission.REGISTRY_READ)
    contact_email = Column("The e-mail address.", permission=Permission.REGISTRY_READ)
    declared = Derived(
        DeclaredCooperative, "What else it says.", columns=("said",), compute=_declared, required=True
    )
    submitted_at = Column("When it was handed in, with consent to the processing of what it says.")
    cooperative = Edge(Cooperative, "Whose it is; null until it is taken up.")
    reviewed_at = Column("When it was taken up.")
    reviewed_by = Column("Who took it up.")
    entered_as = Edge(SelectionApplication, "What it became in the round; null before.")
    decided_at = Column("When it was entered or refused.")
    decided_by = Column("Who entered or refused it.")
    reason = Column("Why it was refused, as its author reads it.")
    likenesses = Connection(
        lambda: ApplicationLikeness,
        "Whom it looks like, in the registry and among applications.",
        via="application",
        orders=lists.LIKENESS_ORDERS,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return ~Q(state=ApplicationState.DRAFT)


class ApplicationLikeness(Node):
    """An application may be of a cooperative that is known, or applied before."""

    class Meta:
        model = models.Likeness
        permission = Permission.SELECTION_READ

    application = Edge(PublicApplication, "The application.", required=True)
    cooperative = Edge(Cooperative, "The cooperative that it looks like.")
    other = Edge(PublicApplication, "The application that it looks like.")
    ground = Column("Why.", type_=enums.LikenessGround)
    found_at = Column("When it was found.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
