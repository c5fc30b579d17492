"""Put a product of the catalogue on sale in this market."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.base.values import MoneyInput
from api.catalogue.types import Product
from api.context import Context
from api.listings.types import Listing
from kernel.money import Money
from markets.listings import models
from markets.listings import operations as listings
from markets.prices.operations import PriceOutsideCorridor
from tenants.permissions import Permission


class ListProduct(Mutation):
    """Put a product on sale in this market: once, and only while it is approved and its cooperative eligible
    and taking part in this market.
    """

    permission = Permission.LISTINGS_WRITE
    known_by = {"product_id": "product"}
    once = Naturally("a product has one listing for good: a second request is refused, and nothing changes")
    raises = (listings.ProductNotListable, listings.ProductAlreadyListed, PriceOutsideCorridor)

    class Input:
        """What the mutation takes."""

        product_id = IdOf(Product, "The product.", required=True)
        price = Given(MoneyInput, "The producer's price of one piece, taxes included.", required=True)

    listing = Returned(Listing, "The listing, on sale.")

    @staticmethod
    def perform(context: Context, *, product_id: UUID, price: Money) -> models.Listing:
        return listings.list_product(
            product_id=product_id,
            price_minor=price.minor,
            listed_at=context.now,
            actor=context.viewer.id,
        )
