"""Which prices are prices, and which listing may change into which."""

from markets.listings.types import ListingState

# A million dirhams: far above anything a market sells, far below what a centime too many zeros would make.
HIGHEST_PRICE_MINOR = 100_000_000

_NEXT_STATES = {
    ListingState.ACTIVE: {ListingState.PAUSED, ListingState.WITHDRAWN},
    ListingState.PAUSED: {ListingState.ACTIVE, ListingState.WITHDRAWN},
    ListingState.WITHDRAWN: set[ListingState](),
}


def is_price(price_minor: int) -> bool:
    return type(price_minor) is int and 0 < price_minor <= HIGHEST_PRICE_MINOR


def drift_basis_points(price_minor: int, *, base_minor: int) -> int:
    """How far a price lies from another, in basis points of that; to the nearest, a half away from zero."""
    difference = price_minor - base_minor
    magnitude = (2 * abs(difference) * 10_000 + base_minor) // (2 * base_minor)
    return magnitude if difference > 0 else -magnitude


def may_become(state: ListingState, wanted: ListingState) -> bool:
    return wanted in _NEXT_STATES[state]
