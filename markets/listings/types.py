"""What a product on sale here looks like to whoever sells it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ListingState(StrEnum):
    """`active` is sold, `paused` is not for now, `withdrawn` never again."""

    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """A product to be listed, at its price in centimes, taxes included."""

    product_id: UUID
    price_minor: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A listing as a till sells it: the price of this moment, and the facts a sale copies into its line."""

    listing_id: UUID
    product_id: UUID
    cooperative_id: UUID
    category_code: str
    tax_class: str
    price_minor: int
    state: ListingState
