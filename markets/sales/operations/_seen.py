"""What is read before a sale is decided: two round trips, however many sales and lines there are.

Nothing is locked here. Each statement sees what was committed before it, and what is public holds as of then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from markets.fees import queries as fees
from markets.fees.rules import FeePlan
from markets.listings import queries as listings
from markets.listings.types import Offer
from markets.sales import queries
from markets.sales.types import SaleRequest
from markets.sellability import queries as sellability
from markets.sellability.types import Facts
from markets.tills import queries as tills
from markets.tills.types import TillStanding
from shared_catalog.catalogue import queries as catalogue
from shared_catalog.catalogue.rules import TaxTable
from tenants.database.prepared import ask
from tenants.network import queries as network
from tenants.network.types import Standing


@dataclass(frozen=True, slots=True)
class Seen:
    """All that decides about sales of one business day; `in_use` are their ids that already name something,
    `goods` is what is known of products.
    """

    in_use: frozenset[UUID]
    market: Standing
    tills: Mapping[UUID, TillStanding]
    offers: Mapping[UUID, Offer]
    fees: FeePlan
    taxes: TaxTable
    goods: Mapping[UUID, Facts]


def seen(requests: Sequence[SaleRequest], day: date) -> Seen:
    """What decides about these sales of one business day."""
    wanted = {line.listing_id for request in requests for line in request.lines}
    in_use, market, known_tills, offers, plan, taxes, kinds = ask(
        queries.in_use_question([request.sale_id for request in requests]),
        network.standing_question(),
        tills.standings_question({request.till_id for request in requests}),
        listings.offers_question(wanted, on=day),
        fees.plan_question(day, listings=wanted),
        catalogue.taxes_question(),
        sellability.kinds_question(listings=wanted),
    )
    products = {offer.product_id for offer in offers.values()}
    [goods] = ask(sellability.facts_question(products, kinds, on=day))
    return Seen(in_use, market, known_tills, offers, plan, taxes, goods)
