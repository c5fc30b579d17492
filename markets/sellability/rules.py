"""The one decision whether goods may be sold."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter

from kernel.halfmonth import MARKET_ZONE, business_date
from markets.sellability.types import (
    Code,
    Facts,
    ListingState,
    Moment,
    PaperFault,
    Part,
    Refusal,
    Verdict,
)
from shared_catalog.catalogue.types import ProductStatus
from shared_catalog.recalls.rules import lot_key
from shared_catalog.registry.rules import takes_part
from shared_catalog.registry.types import CooperativeStatus

_ORDER = {code: place for place, code in enumerate(Code)}
_PAPERS: Mapping[PaperFault, Code] = {
    PaperFault.MISSING: Code.DOCUMENT_MISSING,
    PaperFault.EXPIRED: Code.DOCUMENT_EXPIRED,
    PaperFault.NOT_YET_VALID: Code.DOCUMENT_NOT_YET_VALID,
    PaperFault.SUSPENDED: Code.DOCUMENT_SUSPENDED,
    PaperFault.WITHDRAWN: Code.DOCUMENT_WITHDRAWN,
}
_STANDINGS: Mapping[CooperativeStatus, Code] = {
    CooperativeStatus.RETIRED: Code.COOPERATIVE_RETIRED,
    CooperativeStatus.SUSPENDED: Code.COOPERATIVE_SUSPENDED,
}
_LISTINGS: Mapping[ListingState, Code] = {
    ListingState.PAUSED: Code.LISTING_PAUSED,
    ListingState.WITHDRAWN: Code.LISTING_WITHDRAWN,
}


def verdict(facts: Facts, moment: Moment) -> Verdict:
    """Whether goods may be sold at a moment, as far as is known now."""
    refusals = sorted(_refusals(facts, moment), key=lambda one: (_ORDER[one.code], one.document or ""))
    lots = {lot_key(lot) for lot, since in facts.recalls if lot and since <= moment.at}
    return Verdict(refusals=tuple(refusals), recalled_lots=frozenset(lots))


def moment_of(day: date, *, now: datetime) -> Moment:
    """The moment for which a day is asked: now for today, and the end of any other day."""
    if day == business_date(now):
        return Moment(day=day, at=now)
    return Moment(day=day, at=datetime.combine(day, time.max, MARKET_ZONE).astimezone(UTC))


def facts_on(timeline: Sequence[tuple[date, Facts]], day: date) -> Facts:
    """What is known on a day of a span, whose first day is the timeline's."""
    return timeline[bisect_right(timeline, day, key=itemgetter(0)) - 1][1]


def day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _refusals(facts: Facts, moment: Moment) -> Iterator[Refusal]:
    started = [since for lot, since in facts.recalls if not lot and since <= moment.at]
    if started:
        yield Refusal(code=Code.RECALLED, since=business_date(min(started)))
    for lack in facts.lacks:
        yield Refusal(code=_PAPERS[lack.fault], since=lack.since, document=lack.type)
    yield from _cooperative(facts, moment)
    yield from _participation(facts.part, facts, moment.day)
    yield from _product(facts, moment)
    if facts.listing is not None and facts.listing is not ListingState.ACTIVE:
        yield Refusal(code=_LISTINGS[facts.listing])
    if facts.market is not None and not facts.market.selling:
        yield Refusal(code=Code.MARKET_NOT_OPEN, since=facts.market.since)


def _cooperative(facts: Facts, moment: Moment) -> Iterator[Refusal]:
    """What a cooperative is now counts from the step that made it so: what was sold before was lawful."""
    if facts.cooperative_status is CooperativeStatus.ELIGIBLE:
        return
    code = _STANDINGS.get(facts.cooperative_status, Code.COOPERATIVE_NOT_ELIGIBLE)
    since = facts.cooperative_since
    if since is None or code is Code.COOPERATIVE_NOT_ELIGIBLE:
        yield Refusal(code=code, since=None if since is None else business_date(since))
    elif moment.at >= since:
        yield Refusal(code=code, since=business_date(since))


def _participation(part: Part | None, facts: Facts, day: date) -> Iterator[Refusal]:
    if part is None:
        yield Refusal(code=Code.NOT_PARTICIPATING)
    elif day < part.joined_on:
        yield Refusal(code=Code.PARTICIPATION_NOT_BEGUN)
    elif part.ended_on is not None and part.ended_on <= day:
        yield Refusal(code=Code.PARTICIPATION_ENDED, since=part.ended_on)
    elif part.suspended_on is not None and part.suspended_on <= day:
        yield Refusal(code=Code.PARTICIPATION_SUSPENDED, since=part.suspended_on)
    elif not takes_part(part, on=day, category=facts.category, root=facts.root):
        yield Refusal(code=Code.CATEGORY_NOT_ALLOWED, since=part.joined_on)


def _product(facts: Facts, moment: Moment) -> Iterator[Refusal]:
    since = business_date(facts.product_since)
    if facts.product_status is ProductStatus.RETIRED:
        if moment.at >= facts.product_since:
            yield Refusal(code=Code.PRODUCT_RETIRED, since=since)
    elif facts.product_status is not ProductStatus.PUBLISHED:
        yield Refusal(code=Code.PRODUCT_NOT_APPROVED, since=since)
