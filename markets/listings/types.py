"""What a product on sale here looks like to whoever sells it."""

from dataclasses import dataclass
from uuid import UUID

from markets.sellability.types import ListingState
from shared_catalog.catalogue.types import TaxClass
from shared_catalog.registry.types import VatRegime

__all__ = ["ListingDraft", "ListingState", "Offer"]


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """A product to be listed, at its price in centimes, taxes included."""

    product_id: UUID
    price_minor: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A listing as a till sells it: the price of this moment, the facts a sale copies into its line, and
    those by which its fee and its tax are found.

    `category_path` leads from the root of the tree to the product's category; `contract` is the one its
    cooperative sells under in this market, empty for none.
    """

    listing_id: UUID
    product_id: UUID
    cooperative_id: UUID
    group: str
    vat_regime: VatRegime
    contract: str
    category_path: tuple[str, ...]
    tax_class: TaxClass
    price_minor: int
    state: ListingState

    @property
    def category_code(self) -> str:
        return self.category_path[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDrift:
    """How far a listing's price has moved: what it was listed at, what it is, and what is recommended now, in
    centimes; and the distances from the first and the last, in basis points of them.
    """

    listing: UUID
    listed_minor: int
    price_minor: int
    recommended_minor: int
    since_listing: int
    from_recommended: int
