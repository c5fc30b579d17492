"""How the stock of a past half-month is followed from moment to moment, and what was offered at a moment."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from kernel.halfmonth import MARKET_ZONE, HalfMonth
from markets.listings.types import Offer
from markets.stock import rules as stock
from markets.stock.types import Lot, Part


def is_past(half_month: HalfMonth, *, today: date) -> bool:
    """Whether a half-month lies before the one that contains `today`."""
    return half_month < HalfMonth.containing(today)


def opening_of(day: date) -> datetime:
    """The instant at which a business day begins, in UTC."""
    return datetime.combine(day, time.min, MARKET_ZONE).astimezone(UTC)


def offer_at(timeline: Sequence[tuple[datetime, Offer]], at: datetime) -> Offer | None:
    """What was offered at an instant, or None before the first offer."""
    index = bisect_right(timeline, at, key=lambda step: step[0])
    return timeline[index - 1][1] if index else None


class Shelves:
    """What is on hand of each listing while a half-month is played back. Never less than nothing."""

    def __init__(self, lots: Iterable[Lot]) -> None:
        self._lots: dict[UUID, dict[UUID, Lot]] = defaultdict(dict)
        self._moved: dict[UUID, int] = defaultdict(int)
        for lot in lots:
            self._lots[lot.listing_id][lot.deposit_id] = lot

    def bring(self, lot: Lot) -> None:
        """A cooperative brings a lot."""
        self._lots[lot.listing_id][lot.deposit_id] = lot

    def plan(self, listing_id: UUID, *, quantity: int, on: date) -> list[Part]:
        """Which lots a quantity would be taken from, by the rule of live sales; takes nothing yet."""
        return stock.take_first_expiring(self._lots[listing_id].values(), quantity=quantity, on=on)

    def take(self, parts: Iterable[Part]) -> None:
        """Take planned parts; a lot of which nothing is left is forgotten."""
        for part in parts:
            lots = self._lots[part.listing_id]
            lot = lots[part.deposit_id]
            self._moved[part.deposit_id] -= part.quantity
            if lot.on_hand == part.quantity:
                del lots[part.deposit_id]
            else:
                lots[part.deposit_id] = replace(lot, on_hand=lot.on_hand - part.quantity)

    @property
    def moved(self) -> Mapping[UUID, int]:
        """What was taken of each deposit since the beginning, negative."""
        return self._moved
