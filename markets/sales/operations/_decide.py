"""Deciding about a sale out of what was seen: whether it is taken, what it costs, how it is paid. It reads
nothing and locks nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from kernel.clock import require_real
from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import business_date
from markets.listings.types import Offer
from markets.sales import rules
from markets.sales.operations._acceptance import accept
from markets.sales.operations._receipts import refuse_odd
from markets.sales.operations._refusals import EmptySale, ListingNotSellable, TillRetired
from markets.sales.operations._seen import Seen
from markets.sales.types import DecidedSale, SaleLineRequest, SaleRequest
from markets.sellability import rules as sellability
from markets.sellability.refusals import said
from markets.sellability.types import Moment
from markets.tills.types import TillStanding, TillState


def day_of(request: SaleRequest) -> date:
    """The business day of a sale whose lines can be read. Raises EmptySale, InvalidValue."""
    _refuse_bad_lines(request.lines)
    require_real(request.occurred_at)
    return business_date(request.occurred_at)


def content_of(request: SaleRequest) -> bytes:
    """The fingerprint of what the till says."""
    return rules.sale_fingerprint(
        till_id=request.till_id,
        wanted=rules.merged(request.lines),
        tenders=request.tenders,
        occurred_at=request.occurred_at,
        receipt=request.receipt,
    )


def decide(request: SaleRequest, seen: Seen, *, day: date, content: bytes) -> DecidedSale:
    """Price it and match its tenders, by what was seen of its business day.

    Raises InTheFuture, BeforeOpening, MarketNotSelling, NotFound, TillRetired, ListingNotSellable,
    TaxRateMissing, WrongTenders, InvalidValue.
    """
    accept(occurred_at=request.occurred_at, recorded_at=request.recorded_at, market=seen.market)
    refuse_retired_till(request.till_id, seen.tills)
    offers = _offers(request.lines, seen.offers)
    recalled = _sellable(request, offers, seen, day)
    lines = tuple(
        rules.price_lines(rules.merged(request.lines), offers, day=day, fees=seen.fees, taxes=seen.taxes)
    )
    payment = rules.match_tenders(request.tenders, total_minor=sum(line.amount_minor for line in lines))
    if request.receipt is not None:
        refuse_odd(request.receipt, day)
    return DecidedSale(
        request=request, day=day, fingerprint=content, lines=lines, payment=payment, recalled=recalled
    )


def refuse_retired_till(till_id: UUID, tills: Mapping[UUID, TillStanding]) -> None:
    """Raises NotFound, TillRetired."""
    till = tills.get(till_id)
    if till is None:
        raise NotFound(kind="till", id=str(till_id))
    if till.state is not TillState.ACTIVE:
        raise TillRetired(path=("till_id",), till_code=till.code)


def _refuse_bad_lines(lines: Sequence[SaleLineRequest]) -> None:
    if not lines:
        raise EmptySale(path=("lines",))
    if len(lines) > rules.MOST_LINES:
        raise InvalidValue(
            path=("lines",), field="lines", reason=f"a sale has at most {rules.MOST_LINES} lines"
        )
    for index, line in enumerate(lines):
        if not rules.is_quantity(line.quantity):
            raise InvalidValue(
                path=("lines", index, "quantity"),
                field="quantity",
                reason=f"a quantity lies between 1 and {rules.HIGHEST_QUANTITY}",
            )


def _offers(lines: Sequence[SaleLineRequest], known: Mapping[UUID, Offer]) -> Mapping[UUID, Offer]:
    for index, line in enumerate(lines):
        if line.listing_id not in known:
            raise NotFound(path=("lines", index, "listing_id"), kind="listing", id=str(line.listing_id))
    return {line.listing_id: known[line.listing_id] for line in lines}


def _sellable(
    request: SaleRequest, offers: Mapping[UUID, Offer], seen: Seen, day: date
) -> Mapping[UUID, frozenset[str]]:
    """Which lots of goods that may be sold at that moment, as far as is known now, may not. Raises
    ListingNotSellable.
    """
    moment = Moment(day=day, at=request.occurred_at)
    recalled: dict[UUID, frozenset[str]] = {}
    for index, line in enumerate(request.lines):
        offer = offers[line.listing_id]
        found = sellability.verdict(seen.goods[offer.product_id].of(offer.state, None), moment)
        if not found.sellable:
            path = ("lines", index, "listing_id")
            raise ListingNotSellable(path=path, listing_id=str(line.listing_id), **said(found))
        if found.recalled_lots:
            recalled[line.listing_id] = found.recalled_lots
    return recalled
