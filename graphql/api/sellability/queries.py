"""What a till fetches: of a whole market, the goods that it may not sell."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import graphene

from api.base.fields import Computed
from api.base.scalars import Date, DateTime
from api.base.schema import Queries
from api.context import Context
from api.listings.types import Listing
from api.sellability.types import Sellability, moment_of
from markets.listings import queries as listings
from markets.sellability import queries as sellability
from markets.sellability.types import Verdict
from tenants.permissions import Permission


@dataclass(frozen=True, slots=True)
class _Stopped:
    key: UUID
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Answer:
    day: date
    as_of: datetime
    market_sells: bool
    asked: int
    stopped: list[_Stopped]


class StoppedListing(graphene.ObjectType):
    """A listing that is on sale and may not be sold, or not every lot of it."""

    listing_id = graphene.ID(required=True, description="The listing's global id.")
    sellability = graphene.Field(Sellability, required=True, description="Why not, or which lots not.")

    @staticmethod
    def resolve_listing_id(root: _Stopped, info: Any) -> str:
        return Listing.global_id(root.key, info.context.market)

    @staticmethod
    def resolve_sellability(root: _Stopped, _info: Any) -> Verdict:
        return root.verdict


class MarketSellability(graphene.ObjectType):
    """What of a whole market may be sold on a day: every active listing but those that are stopped."""

    on = graphene.Field(Date, required=True, description="The business day.")
    as_of = graphene.Field(DateTime, required=True, description="When this was known.")
    market_sells = graphene.Boolean(required=True, description="Whether the market is open at all.")
    active_listings = graphene.Int(required=True, description="How many listings are on sale.")
    stopped = graphene.List(
        graphene.NonNull(StoppedListing),
        required=True,
        description="Those of them that may not be sold, or not every lot of them, by their ids.",
    )

    @staticmethod
    def resolve_on(root: _Answer, _info: Any) -> date:
        return root.day

    @staticmethod
    def resolve_active_listings(root: _Answer, _info: Any) -> int:
        return root.asked


def _market(_root: None, info: Any, on: date | None = None) -> _Answer:
    context: Context = info.context
    moment = moment_of(context, on)
    wanted = listings.on_sale(Listing.rows(context.viewer))
    verdicts = sellability.verdicts(wanted, moment)
    stopped = [
        _Stopped(key, verdict)
        for key, verdict in sorted(verdicts.items())
        if not verdict.sellable or verdict.recalled_lots
    ]
    context.allowance.answer(len(stopped))
    sells = sellability.standing(moment).selling
    return _Answer(moment.day, context.now, sells, len(wanted), stopped)


class SellabilityQueries(Queries):
    """Reads of sellability."""

    market_sellability = Computed(
        graphene.NonNull(MarketSellability),
        "What of this market may be sold on a day, today unless told: one request for a till, which keeps "
        "the answer and asks again.",
        resolve=_market,
        permission=Permission.LISTINGS_READ,
        cost=100,
        on=graphene.Argument(Date, description="The business day."),
    )
