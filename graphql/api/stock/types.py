"""Deposits and movements of goods as types."""

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Calculated, Column
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_cooperative
from api.listings.types import Listing
from api.stock import lists
from api.stock.enums import StockMovementKind
from api.stock.levels import ON_HAND_OF_DEPOSIT, RECALLED
from markets.stock import models
from tenants.access import Actor
from tenants.permissions import Permission


class Deposit(MarketNode):
    """One lot that a cooperative brought on consignment."""

    class Meta:
        model = models.Deposit
        permission = Permission.STOCK_READ

    uuid = Column("The UUID that whoever received it gave it.", "id")
    listing = Edge(Listing, "What was brought.")
    lot_code = Column("The lot's code, as its producer marked it.")
    quantity = Column("How many pieces were brought.")
    on_hand = Calculated(graphene.Int, "How many are left.", expression=ON_HAND_OF_DEPOSIT, required=True)
    recalled = Calculated(
        graphene.Boolean,
        "Whether a recall in force means it: then it is not sold, and stays in the books.",
        expression=RECALLED,
        required=True,
    )
    expires_on = Column("The last day on which it may be sold; null for goods that keep.")
    occurred_at = Column("When the goods came.")
    recorded_at = Column("When we learnt of it.")
    actor = Column("Who received it.")
    movements = Connection(
        lambda: StockMovement,
        "What came and went of it, newest first.",
        via="deposit",
        orders=lists.MOVEMENT_ORDERS,
        filters=lists.StockMovementFilter,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "listing__product__cooperative")


class StockMovement(MarketNode):
    """Goods of one deposit that came or went; never changed."""

    class Meta:
        model = models.StockMovement
        permission = Permission.STOCK_READ

    deposit = Edge(Deposit, "The lot that moved.")
    listing = Edge(Listing, "What moved.")
    kind = Column("Why.", type_=StockMovementKind)
    quantity = Column("How many pieces came; negative for pieces that went.")
    source = Column(
        "The UUID of what moved them: the deposit, sale or refund, or what a client called the movement.",
        "source_id",
    )
    reason = Column("Why, in words, where that was said.")
    occurred_at = Column("When the goods moved.")
    recorded_at = Column("When we learnt of it.")
    actor = Column("Who did it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "deposit__listing__product__cooperative")
