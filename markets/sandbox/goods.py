"""What a sandbox has to play with: a few cooperatives of the nation, their goods on the shelf, and a till."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, islice

from django.db.models import Exists, OuterRef

from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.listings import operations as listings
from markets.listings.types import ListingDraft
from markets.sellability import queries as sellability
from markets.sellability.types import Moment, Wanted
from markets.stock import operations as stock
from markets.tills import operations as tills
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import ProductStatus
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative, Participation
from shared_catalog.registry.types import CooperativeStatus, ParticipationEntry
from tenants.access import SYSTEM

COOPERATIVES = 6
GOODS_OF_EACH = 3
LOT = 60
TILL = "T1"


def stock_up(*, market: str, at: datetime) -> None:
    """Put a lot of some goods of the cooperatives that take part on sale, and open a till. Cooperatives are
    admitted until there are a few; where the nation has fewer, there is less.
    """
    _admit(market, at)
    goods = _goods(market, at)
    made = listings.list_products(drafts=goods, listed_at=at, actor=SYSTEM.id)
    for listing in made:
        stock.deposit_goods(
            deposit_id=new_id(),
            listing_id=listing.id,
            quantity=LOT,
            lot_code="L1",
            occurred_at=at,
            recorded_at=at,
            actor=SYSTEM.id,
        )
    tills.open_till(code=TILL, name="Caisse 1", opened_at=at)


def _admit(market: str, at: datetime) -> None:
    here = Participation.objects.filter(market_id=market)
    missing = COOPERATIVES - here.filter(ended_on__isnull=True).count()
    goods = Product.objects.filter(cooperative_id=OuterRef("pk"), status=ProductStatus.PUBLISHED)
    # Whoever took part once and does no more was sent away by headquarters.
    waiting = Cooperative.objects.filter(Exists(goods), status=CooperativeStatus.ELIGIBLE).exclude(
        id__in=here.values("cooperative_id")
    )
    entries = [
        ParticipationEntry(participation_id=new_id(), cooperative_id=key, joined_on=business_date(at))
        for key in waiting.order_by("code").values_list("id", flat=True)[: max(missing, 0)]
    ]
    registry.load_participations(market_schema=market, entries=entries, at=at, actor=SYSTEM.id)


def _goods(market: str, at: datetime) -> Sequence[ListingDraft]:
    """Some goods that may be sold of the first few that take part, at their recommended price."""
    here = Participation.objects.filter(market_id=market)
    offered = Product.objects.filter(
        status=ProductStatus.PUBLISHED,
        cooperative_id__in=here.values("cooperative_id"),
        recommended_price_minor__gt=0,
    ).order_by("cooperative__code", "code")
    rows = list(offered.values_list("cooperative_id", "id", "recommended_price_minor"))
    moment = Moment(day=business_date(at), at=at)
    verdicts = sellability.verdicts({row[1]: Wanted(row[1]) for row in rows}, moment)
    rows = [row for row in rows if verdicts[row[1]].sellable]
    return [
        ListingDraft(product_id=product_id, price_minor=price_minor)
        for _, of_one in islice(groupby(rows, key=lambda row: row[0]), COOPERATIVES)
        for _, product_id, price_minor in islice(of_one, GOODS_OF_EACH)
    ]
