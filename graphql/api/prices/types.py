"""Corridors and requests as types."""

from django.db.models import Q

from api.base.enums import described_enum
from api.base.fields import Column, MoneyColumn
from api.base.filters import Condition, Filter, Related
from api.base.nodes import Edge, MarketNode, Node
from api.base.pages import By, Orders
from api.base.scalars import Date
from api.base.visibility import of_cooperative
from api.catalogue.types import Category, Product
from markets.prices import models as requests
from markets.prices import types
from shared_catalog.prices import models
from tenants.access import Actor
from tenants.permissions import Permission

PriceRequestState = described_enum(
    types.RequestState,
    "PriceRequestState",
    "Where a request for a price stands.",
    REQUESTED="It waits for an answer.",
    APPROVED="The product may be sold at that price.",
    REJECTED="It stays at the corridor.",
)
CORRIDOR_ORDERS = Orders(
    "PriceCorridor", descending=True, EFFECTIVE_FROM=By("effective_from", "By first day.")
)
REQUEST_ORDERS = Orders(
    "PriceRequest", descending=True, REQUESTED_AT=By("requested_at", "By when it was asked.")
)


class PriceCorridor(Node):
    """How far markets' prices may lie from the recommended ones, from a day on until the next corridor of the
    same market and category. A market's own goes before one for all, a leaf before its root before all.
    """

    class Meta:
        model = models.Corridor
        permission = Permission.CATALOGUE_READ

    market = Edge("api.network.types.Market", "For which market; null for all.")
    category = Edge(Category, "For which category; null for all.")
    effective_from = Column("Its first day.")
    below_basis_points = Column("How far below, in basis points; null for as far as one likes.")
    above_basis_points = Column("How far above, in basis points; null for as far as one likes.")
    reason = Column("Why.")
    set_at = Column("When it was set.")
    set_by = Column("Who set it.", hq_only=True)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class PriceCorridorFilter(Filter):
    """Which corridors."""

    effective_from = Condition(Date, "The first day.", "effective_from", ranged=True)


class PriceRequest(MarketNode):
    """The market asks to sell a product at a price outside its corridor; somebody of headquarters answers."""

    class Meta:
        model = requests.PriceRequest
        # Whoever answers is of headquarters, and reads no listings.
        permission = Permission.CATALOGUE_READ

    product = Edge(Product, "The product.")
    price = MoneyColumn("The price asked for.", "price_minor")
    recommended = MoneyColumn("What was recommended then.", "recommended_minor")
    reason = Column("Why.")
    state = Column("Where it stands.", type_=PriceRequestState)
    requested_at = Column("When it was asked.")
    requested_by = Column("Who asked.")
    decided_at = Column("When it was answered; null while it waits.")
    decided_by = Column("Who answered.")
    answer = Column("What was answered.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "product__cooperative")


class PriceRequestFilter(Filter):
    """Which requests."""

    state = Condition(PriceRequestState, "Where it stands.", "state")
    product = Related("api.catalogue.types.Product", "The product.", "product_id")
