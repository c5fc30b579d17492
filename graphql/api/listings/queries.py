"""Root fields about what is on sale."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.listings.lists import LISTING_ORDERS, ListingFilter
from api.listings.types import Listing


class ListingQueries(Queries):
    """Reads of listings."""

    listing = One(Listing, "A listing by its global id.")
    listings = Connection(
        Listing, "What this market has on sale.", orders=LISTING_ORDERS, filters=ListingFilter
    )
