"""Listings as types."""

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Calculated, Column, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_cooperative
from api.catalogue.barcodes import listing_unit_price
from api.catalogue.types import Product
from api.listings import lists
from api.listings.enums import ListingState
from api.sellability.types import listing_sellability
from api.stock.levels import ON_HAND_OF_LISTING
from api.stock.lists import DEPOSIT_ORDERS, MOVEMENT_ORDERS, DepositFilter, StockMovementFilter
from markets.listings import models
from tenants.access import Actor
from tenants.permissions import Permission


class Listing(MarketNode):
    """A product of the catalogue on sale in this market, once, at its producer's price."""

    class Meta:
        model = models.Listing
        permission = Permission.LISTINGS_READ

    product = Edge(Product, "What is on sale.")
    price = MoneyColumn("The price of one piece, taxes included.", "price_minor")
    unit_price = listing_unit_price()
    state = Column("Whether it is sold.", type_=ListingState)
    listed_at = Column("When it was listed.")
    sellability = listing_sellability()
    on_hand = Calculated(
        graphene.Int,
        "How many pieces are on hand, expired lots included.",
        expression=ON_HAND_OF_LISTING,
        permission=Permission.STOCK_READ,
    )
    deposits = Connection(
        "api.stock.types.Deposit",
        "What its cooperative brought, newest first.",
        via="listing",
        orders=DEPOSIT_ORDERS,
        filters=DepositFilter,
    )
    movements = Connection(
        "api.stock.types.StockMovement",
        "What came and went, newest first.",
        via="deposit__listing",
        orders=MOVEMENT_ORDERS,
        filters=StockMovementFilter,
    )
    changes = Connection(
        lambda: ListingChange,
        "What it became, oldest first.",
        via="listing",
        orders=lists.LISTING_CHANGE_ORDERS,
    )
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "product__cooperative")


class ListingChange(MarketNode):
    """What a listing became at one moment: its price and its state from then on."""

    class Meta:
        model = models.ListingChange
        permission = Permission.LISTINGS_READ

    listing = Edge(Listing, "The listing.")
    price = MoneyColumn("The price of one piece from then on.", "price_minor")
    state = Column("Whether it was sold from then on.", type_=ListingState)
    changed_at = Column("When it changed.")
    actor = Column("Who changed it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "listing__product__cooperative")
