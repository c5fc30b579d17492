"""A first morning of live trade in each market, through the operations that the API calls."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from config.demo import oasis
from kernel.money import round_cash
from markets.listings import operations as listings
from markets.listings.models import Listing
from markets.listings.types import ListingDraft
from markets.sales import operations as sales
from markets.sales.models import Refund, Sale
from markets.sales.types import RefundLineRequest, SaleLineRequest, TenderKind, TenderRequest
from markets.stock import operations as stock
from markets.stock.models import Deposit
from markets.tills import operations as tills
from markets.tills.models import Till
from shared_catalog.catalogue.models import Product
from shared_catalog.registry.models import Participation
from tenants.database.session import as_market

Clock = Callable[[], datetime]

ACTOR, CASHIER = "demo", "demo:cashier"

_GOODS_OF_A_NEW_MARKET = 120
_GOODS_BROUGHT_TO_THE_OASIS = 20
_LOT = 60
_SALES = {oasis.MARKET: 20, "marrakech": 80, "tangier": 60, "rabat": 70}
_HUNDRED_DIRHAMS_MINOR = 10_000


def sales_in_all() -> int:
    """How many live sales the markets record together."""
    return sum(_SALES.values())


def trade(clock: Clock) -> Iterator[str]:
    """Record the live sales that are missing; yields the market of each, recorded now or earlier."""
    for market, count in _SALES.items():
        with as_market(market):
            goods = _stocked(market, clock) if market != oasis.MARKET else _freshly_brought(clock)
            till = _till("T1", clock)
            known = set(Sale.objects.filter(id__in=_ids(market, count)).values_list("id", flat=True))
            for number, sale_id in enumerate(_ids(market, count)):
                if sale_id not in known:
                    _sell(sale_id, till, goods, random.Random(f"tadamun/live/{market}/{number}"), clock())
                yield market
            if market != oasis.MARKET:
                _bring_back(market, clock())


def _stocked(market: str, clock: Clock) -> list[Listing]:
    """Goods of the cooperatives that take part, on sale at their recommended price with a lot of each."""
    participants = Participation.objects.filter(market_id=market).values("cooperative_id")
    products = list(
        Product.objects.filter(cooperative_id__in=participants)
        .order_by("code")
        .values_list("id", "recommended_price_minor")
    )
    chosen = random.Random(f"tadamun/shelf/{market}").sample(products, _GOODS_OF_A_NEW_MARKET)
    listed = set(Listing.objects.values_list("product_id", flat=True))
    drafts = [ListingDraft(*product) for product in chosen if product[0] not in listed]
    listings.list_products(drafts=drafts, listed_at=clock(), actor=ACTOR)
    goods = list(Listing.objects.order_by("product__code"))
    brought = set(Deposit.objects.values_list("listing_id", flat=True))
    for listing in goods:
        if listing.id not in brought:
            _bring(market, listing, clock())
    return goods


def _freshly_brought(clock: Clock) -> list[Listing]:
    """New lots of a few goods: much of what the past left has expired since."""
    chosen = list(Listing.objects.order_by("product__code")[:_GOODS_BROUGHT_TO_THE_OASIS])
    for listing in chosen:
        if not Deposit.objects.filter(pk=_id(oasis.MARKET, "deposit", listing.product_id)).exists():
            _bring(oasis.MARKET, listing, clock())
    return chosen


def _bring(market: str, listing: Listing, at: datetime) -> None:
    stock.deposit_goods(
        deposit_id=_id(market, "deposit", listing.product_id),
        listing_id=listing.id,
        quantity=_LOT,
        lot_code="L1",
        occurred_at=at,
        recorded_at=at,
        actor=ACTOR,
    )


def _till(code: str, clock: Clock) -> Till:
    known = Till.objects.filter(code=code).first()
    return known or tills.open_till(code=code, name="Caisse 1", opened_at=clock())


def _sell(sale_id: UUID, till: Till, goods: Sequence[Listing], dice: random.Random, at: datetime) -> None:
    chosen = dice.sample(goods, dice.randrange(1, 5))
    lines = [(listing, dice.choice((1, 1, 1, 2))) for listing in chosen]
    total_minor = sum(listing.price_minor * quantity for listing, quantity in lines)
    sales.record_sale(
        sale_id=sale_id,
        till_id=till.id,
        lines=[SaleLineRequest(listing.id, quantity) for listing, quantity in lines],
        tenders=[_tender(total_minor, dice)],
        occurred_at=at,
        recorded_at=at,
        cashier=CASHIER,
    )


def _tender(total_minor: int, dice: random.Random) -> TenderRequest:
    if dice.randrange(3) == 0:
        reference = f"TPE-{dice.randrange(10**6):06d}"
        return TenderRequest(kind=TenderKind.CARD, amount_minor=total_minor, reference=reference)
    notes = -(-round_cash(total_minor) // _HUNDRED_DIRHAMS_MINOR)
    return TenderRequest(kind=TenderKind.CASH, received_minor=notes * _HUNDRED_DIRHAMS_MINOR)


def _bring_back(market: str, at: datetime) -> None:
    """One customer returns one unit of the market's first sale."""
    refund_id = _id(market, "refund", 0)
    if Refund.objects.filter(pk=refund_id).exists():
        return
    sales.refund_sale(
        refund_id=refund_id,
        sale_id=_ids(market, 1)[0],
        lines=[RefundLineRequest(position=0, quantity=1, restock=True)],
        tender_kind=TenderKind.CASH,
        occurred_at=at,
        recorded_at=at,
        actor=CASHIER,
    )


def _ids(market: str, count: int) -> list[UUID]:
    return [_id(market, "sale", number) for number in range(count)]


def _id(*names: object) -> UUID:
    return uuid5(NAMESPACE_URL, "/".join(("tadamun", "live", *map(str, names))))
