"""What is known of goods on a day, and the verdict on them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared_catalog.catalogue.types import ProductStatus
from shared_catalog.documents.types import DocumentType
from shared_catalog.registry.types import CooperativeStatus


class ListingState(StrEnum):
    """`active` is sold, `paused` is not for now, `withdrawn` never again."""

    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class Code(StrEnum):
    """Why goods may not be sold. The order is that in which refusals are told, the gravest first."""

    RECALLED = "recalled"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    DOCUMENT_SUSPENDED = "document_suspended"
    DOCUMENT_EXPIRED = "document_expired"
    DOCUMENT_NOT_YET_VALID = "document_not_yet_valid"
    DOCUMENT_MISSING = "document_missing"
    COOPERATIVE_RETIRED = "cooperative_retired"
    COOPERATIVE_SUSPENDED = "cooperative_suspended"
    COOPERATIVE_NOT_ELIGIBLE = "cooperative_not_eligible"
    NOT_PARTICIPATING = "not_participating"
    PARTICIPATION_NOT_BEGUN = "participation_not_begun"
    PARTICIPATION_ENDED = "participation_ended"
    PARTICIPATION_SUSPENDED = "participation_suspended"
    CATEGORY_NOT_ALLOWED = "category_not_allowed"
    PRODUCT_RETIRED = "product_retired"
    PRODUCT_NOT_APPROVED = "product_not_approved"
    LISTING_WITHDRAWN = "listing_withdrawn"
    LISTING_PAUSED = "listing_paused"
    MARKET_NOT_OPEN = "market_not_open"


class PaperFault(StrEnum):
    """What is wrong with the paper that would be needed."""

    MISSING = "missing"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A document that is past due for the goods; `since` is the first day without it."""

    type: DocumentType
    fault: PaperFault
    since: date


@dataclass(frozen=True, slots=True)
class Part:
    """A cooperative's participation in the market; `rules.takes_part` of the registry reads it."""

    joined_on: date
    ended_on: date | None
    suspended_on: date | None
    category_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketStanding:
    """Whether the market sells at an instant, and if not, since when."""

    selling: bool
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When goods are to be sold: a business day, and the instant of it that recalls and steps are held
    against.
    """

    day: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that decides whether a product may be sold in the market at a moment.

    `product_since` and `cooperative_since` say since when they are what they are, where that is known;
    `recalls` are those in force, each as the code of its lot, empty for all of the product, and its start.
    `listing` and `market` are None where nobody asks about them: for goods that are not listed yet, and where
    the market's stage is checked by the instant.
    """

    category: str
    root: str
    product_status: ProductStatus
    product_since: datetime
    cooperative_status: CooperativeStatus
    cooperative_since: datetime | None
    part: Part | None
    lacks: tuple[Lack, ...] = ()
    recalls: tuple[tuple[str, datetime], ...] = ()
    listing: ListingState | None = None
    market: MarketStanding | None = None

    def of(self, state: ListingState | None, market: MarketStanding | None) -> "Facts":
        """The same with what the listing and the market add."""
        return replace(self, listing=state, market=market)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason against selling; `document` is the type of paper it is about, if it is about one.

    `since` is the first day on which it holds, None where nobody knows.
    """

    code: Code
    since: date | None = None
    document: DocumentType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether goods may be sold, and every reason against it, the gravest first.

    `recalled_lots` are the keys of lots that stay on the shelf, whatever else is sold of the product.
    """

    refusals: tuple[Refusal, ...] = ()
    recalled_lots: frozenset[str] = frozenset()

    @property
    def sellable(self) -> bool:
        return not self.refusals


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product and, where it is one, the state of its listing."""

    product_id: UUID
    state: ListingState | None = None


@dataclass(frozen=True, slots=True)
class GoodsAsked:
    """Every requirement set and some kinds of goods, as PostgreSQL says them in JSON; None for none."""

    sets: bytes | None
    kinds: bytes | None
