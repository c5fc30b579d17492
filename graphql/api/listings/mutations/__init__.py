"""Writes of listings, for a market. One file each."""

from api.base.mutations import Mutation
from api.listings.mutations.change_price import ChangePrice
from api.listings.mutations.list_product import ListProduct
from api.listings.mutations.pause_listing import PauseListing
from api.listings.mutations.resume_listing import ResumeListing
from api.listings.mutations.withdraw_listing import WithdrawListing

LISTING_MUTATIONS: tuple[type[Mutation], ...] = (
    ListProduct,
    ChangePrice,
    PauseListing,
    ResumeListing,
    WithdrawListing,
)
