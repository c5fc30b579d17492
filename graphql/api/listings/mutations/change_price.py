"""Sell a listing at another price."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import Naturally
from api.base.values import MoneyInput
from api.base.versions import ExpectedVersion
from api.context import Context
from api.listings.types import Listing
from kernel.money import Money
from kernel.versions import VersionConflict
from markets.listings import models
from markets.listings import operations as listings
from markets.prices.operations import PriceOutsideCorridor
from tenants.permissions import Permission


class ChangePrice(Mutation):
    """Sell at another price from now on; what was already sold keeps its price. Event: `listing.changed`."""

    permission = Permission.LISTINGS_WRITE
    once = Naturally("the same price changes nothing; with `expectedVersion` a late repetition is refused")
    raises = (
        listings.ListingStateRefused,
        VersionConflict,
        PriceOutsideCorridor,
    )

    class Input:
        """What the mutation takes."""

        listing_id = IdOf(Listing, "The listing.", required=True)
        price = Given(MoneyInput, "The producer's price of one piece, taxes included.", required=True)
        expected_version = ExpectedVersion("the listing", required=False)

    listing = Returned(Listing, "The listing at its new price.")

    @staticmethod
    def perform(
        context: Context, *, listing_id: UUID, price: Money, expected_version: int | None = None
    ) -> models.Listing:
        return listings.change_price(
            listing_id=listing_id,
            price_minor=price.minor,
            expected_version=expected_version,
            changed_at=context.now,
            actor=context.viewer.id,
        )
