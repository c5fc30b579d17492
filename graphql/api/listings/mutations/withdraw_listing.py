"""Take a listing off sale for good."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.listings.types import Listing
from markets.listings import models
from markets.listings import operations as listings
from tenants.permissions import Permission


class WithdrawListing(Mutation):
    """Take a listing off sale for good; what is left in stock goes back to its cooperative.

    Event: `listing.changed`.
    """

    permission = Permission.LISTINGS_WRITE
    once = BY_STATE
    raises = (listings.ListingStateRefused,)

    class Input:
        """What the mutation takes."""

        listing_id = IdOf(Listing, "The listing.", required=True)

    listing = Returned(Listing, "The listing, withdrawn.")

    @staticmethod
    def perform(context: Context, *, listing_id: UUID) -> models.Listing:
        return listings.withdraw_listing(
            listing_id=listing_id,
            changed_at=context.now,
            actor=context.viewer.id,
        )
