"""How listings and their changes are sorted and filtered."""

from functools import partial

import graphene

from api.base.filters import Condition, Filter, Flag, Related, Search
from api.base.pages import By, Orders
from api.base.scalars import DateTime, SafeInt
from api.listings.enums import ListingState
from api.registry.enums import CooperativeGroup
from api.stock.levels import IN_STOCK
from shared_catalog.catalogue.queries import matching

LISTING_ORDERS = Orders(
    "Listing",
    CODE=By("product__code", "By the product's barcode."),
    NAME_AR=By("product__sort_ar", "By the product's Arabic name."),
    NAME_FR=By("product__sort_fr", "By the product's French name, accents aside."),
    NAME_EN=By("product__sort_en", "By the product's English name, or the French one."),
    PRICE=By("price_minor", "By price."),
    LISTED_AT=By("listed_at", "By when it was listed."),
)
LISTING_CHANGE_ORDERS = Orders("ListingChange", MADE=By("pk", "In the order in which they were made."))


class ListingFilter(Filter):
    """Which listings."""

    state = Condition(ListingState, "Whether it is sold.", "state")
    product = Related("api.catalogue.types.Product", "What is listed.", "product_id")
    code = Condition(graphene.String, "The product's barcode, as it is scanned.", "product__code")
    cooperative = Related("api.registry.types.Cooperative", "Who makes it.", "product__cooperative_id")
    group = Condition(
        CooperativeGroup, "The group of the cooperative that makes it.", "product__cooperative__group"
    )
    category = Condition(
        graphene.String, "Code of the product's category, a leaf of the tree.", "product__category_id"
    )
    root_category = Condition(
        graphene.String, "Code of the category above the product's own.", "product__category__parent_id"
    )
    price_minor = Condition(SafeInt, "The price in centimes.", "price_minor", ranged=True)
    listed_at = Condition(DateTime, "When it was listed.", "listed_at", ranged=True)
    in_stock = Flag("Whether there is anything of it on hand, expired lots included.", IN_STOCK)
    search = Search(
        "Words of the product's names in any language, all to be found, or a barcode of it;"
        " `docs/search.md` says how.",
        partial(matching, product="product"),
        words="product__search_words",
    )
