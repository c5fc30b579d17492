"""Writes of listings, for a market. One file each."""

from api.base.lists import Mutations
from api.listings.mutations.change_price import ChangePrice
from api.listings.mutations.change_prices import ChangePrices
from api.listings.mutations.list_product import ListProduct
from api.listings.mutations.list_products import ListProducts
from api.listings.mutations.pause_listing import PauseListing
from api.listings.mutations.resume_listing import ResumeListing
from api.listings.mutations.withdraw_listing import WithdrawListing

LISTING_MUTATIONS: Mutations = (
    ListProduct,
    ListProducts,
    ChangePrice,
    ChangePrices,
    PauseListing,
    ResumeListing,
    WithdrawListing,
)
