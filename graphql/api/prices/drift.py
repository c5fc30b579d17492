"""How far a market's prices have moved since goods were listed, and from what is recommended."""

from collections.abc import Sequence
from enum import StrEnum
from statistics import median_low
from typing import Any

import graphene

from api.base.errors import BadUserInput
from api.base.values import Money
from api.figures.report import Report, Subject
from api.listings.types import Listing
from kernel.money import Money as Amount
from markets.listings import queries as listings
from markets.listings.types import PriceDrift

MOST_ROWS = 100


class _Told(StrEnum):
    LISTING = "listing"


class PriceDriftRow(graphene.ObjectType):
    """A listing whose price moved."""

    listing = Subject(Listing, "The listing.", _Told.LISTING)
    listed = graphene.Field(Money, required=True, description="The price at which it was listed.")
    price = graphene.Field(Money, required=True, description="The price now.")
    recommended = graphene.Field(Money, required=True, description="What is recommended now.")
    since_listing = graphene.Int(
        required=True, description="Now over the price at listing, in basis points of it: 500 is 5 % more."
    )
    from_recommended = graphene.Int(
        required=True, description="Now over what is recommended, in basis points of it."
    )


class PriceDriftReport(graphene.ObjectType):
    """How far the prices of all that is listed have moved, what is withdrawn left out."""

    listings = graphene.Int(required=True, description="How many listings.")
    raised = graphene.Int(required=True, description="How many cost more than when they were listed.")
    lowered = graphene.Int(required=True, description="How many cost less.")
    median_since_listing = graphene.Int(
        description="The lower median of `sinceListing` over all listings; null without any."
    )
    median_from_recommended = graphene.Int(
        description="The lower median of `fromRecommended` over all listings; null without any."
    )
    rows = graphene.List(
        graphene.NonNull(PriceDriftRow),
        required=True,
        description="The listings farthest from what is recommended.",
    )


def price_drift(_root: None, _info: Any, first: int) -> dict[str, Any]:
    """The report."""
    if not 1 <= first <= MOST_ROWS:
        raise BadUserInput(f"`first` is 1 to {MOST_ROWS}.", argument="first")
    found = listings.price_drift()
    shown: Sequence[PriceDrift] = found[:first]
    report = Report(shown)
    return {
        "listings": len(found),
        "raised": sum(row.since_listing > 0 for row in found),
        "lowered": sum(row.since_listing < 0 for row in found),
        "median_since_listing": median_low(row.since_listing for row in found) if found else None,
        "median_from_recommended": median_low(row.from_recommended for row in found) if found else None,
        "rows": [_row(row, report) for row in shown],
    }


def _row(row: PriceDrift, report: Report) -> dict[str, Any]:
    return {
        "listing": row.listing,
        "listed": Amount(row.listed_minor),
        "price": Amount(row.price_minor),
        "recommended": Amount(row.recommended_minor),
        "since_listing": row.since_listing,
        "from_recommended": row.from_recommended,
        "report": report,
    }
