"""The words of listings, described."""

from api.base.enums import described_enum
from markets.listings import types

ListingState = described_enum(
    types.ListingState,
    "ListingState",
    "Whether a listing is sold.",
    ACTIVE="On sale.",
    PAUSED="Not on sale for now.",
    WITHDRAWN="Off sale for good; what is left in stock goes back to its cooperative.",
)
