"""Reads of what a price may be."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from markets.prices.models import PriceRequest
from markets.prices.types import RequestState, Wanted
from shared_catalog.catalogue.models import Product
from shared_catalog.prices import rules
from shared_catalog.prices.queries import corridors_on
from shared_catalog.prices.types import Bounds
from tenants.network import queries as network


def outside(wanted: Sequence[Wanted], *, on: date) -> list[tuple[Wanted, Bounds]]:
    """Those of the prices that a corridor of the day does not allow, with what it allows; one statement where
    there is no corridor, else two.
    """
    market = network.current_schema()
    table = corridors_on(on, market_schema=market)
    if not table:
        return []
    products = {
        product_id: (recommended_minor, (category,) if root is None else (root, category))
        for product_id, recommended_minor, category, root in Product.objects.filter(
            pk__in=[one.product_id for one in wanted]
        ).values_list("pk", "recommended_price_minor", "category_id", "category__parent_id")
    }
    found = []
    for one in wanted:
        recommended_minor, path = products[one.product_id]
        terms = table.of(market, path)
        if terms is not None:
            bounds = rules.bounds(terms, recommended_minor=recommended_minor)
            if not bounds.hold(one.price_minor):
                found.append((one, bounds))
    return found


def approved_prices(product_ids: Collection[UUID]) -> set[tuple[UUID, int]]:
    """The prices outside the corridor that somebody approved, by product."""
    rows = PriceRequest.objects.filter(product__in=product_ids, state=RequestState.APPROVED)
    return set(rows.values_list("product_id", "price_minor"))


def recommended_minor(product_id: UUID) -> int | None:
    """What the nation recommends for a product, in centimes; None where there is no such product."""
    return Product.objects.filter(pk=product_id).values_list("recommended_price_minor", flat=True).first()
