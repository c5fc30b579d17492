"""What is on sale here."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from kernel.errors import NotFound
from markets.listings import rules
from markets.listings.models import Listing, ListingChange
from markets.listings.types import ListingState, Offer, PriceDrift
from markets.sellability.types import Wanted
from shared_catalog.catalogue.types import TaxClass
from shared_catalog.registry.types import VatRegime
from tenants.database.prepared import Question, Row, array, ask
from tenants.network import queries as network

_OFFERS = """
    SELECT listing.id, listing.product_id, product.cooperative_id, cooperative."group",
           cooperative.vat_regime,
           coalesce((
               SELECT part.contract FROM registry_participation AS part
                WHERE part.cooperative_id = product.cooperative_id AND part.market_id = $2
                  AND part.joined_on <= $3::date AND (part.ended_on IS NULL OR part.ended_on > $3::date)
                LIMIT 1), ''),
           category.parent_id, product.category_id, product.tax_class, listing.price_minor, listing.state
      FROM listings_listing AS listing
      JOIN catalogue_product AS product ON product.id = listing.product_id
      JOIN catalogue_category AS category ON category.code = product.category_id
      JOIN registry_cooperative AS cooperative ON cooperative.id = product.cooperative_id
     WHERE listing.id = ANY ($1::uuid[])
"""


def listing(listing_id: UUID) -> Listing:
    """One listing. Raises NotFound."""
    found = Listing.objects.filter(pk=listing_id).first()
    if found is None:
        raise NotFound(kind="listing", id=str(listing_id))
    return found


def on_sale(rows: "QuerySet[Listing]") -> Mapping[UUID, Wanted]:
    """Of these listings those that are on sale, as sellability asks of them, in one statement."""
    active = rows.filter(state=ListingState.ACTIVE).values_list("id", "product_id")
    return {key: Wanted(product_id, ListingState.ACTIVE) for key, product_id in active}


def offers(listing_ids: Iterable[UUID], *, on: date) -> dict[UUID, Offer]:
    """These listings as a till sells them, by id, in one statement; an unknown id is simply missing."""
    [found] = ask(offers_question(listing_ids, on=on))
    return cast(dict[UUID, Offer], found)


def offers_question(listing_ids: Iterable[UUID], *, on: date) -> Question[dict[UUID, Offer]]:
    """What `offers` answers. The contract is that of the participation which holds on the business day
    `on`.
    """
    return Question(_OFFERS, [array(listing_ids), network.current_schema(), on.isoformat()], _offers)


def price_drift() -> list[PriceDrift]:
    """How far the prices of what is on sale, or paused, have moved; the farthest from what is recommended
    first. One statement.
    """
    listed = ListingChange.objects.filter(listing=OuterRef("pk")).order_by("pk").values("price_minor")[:1]
    rows = (
        Listing.objects.exclude(state=ListingState.WITHDRAWN)
        .annotate(listed_minor=Subquery(listed))
        .values_list("pk", "listed_minor", "price_minor", "product__recommended_price_minor", "product__code")
    )
    found = [
        (
            PriceDrift(
                listing=key,
                listed_minor=listed_minor,
                price_minor=price_minor,
                recommended_minor=recommended,
                since_listing=rules.drift_basis_points(price_minor, base_minor=listed_minor),
                from_recommended=rules.drift_basis_points(price_minor, base_minor=recommended),
            ),
            code,
        )
        for key, listed_minor, price_minor, recommended, code in rows
    ]
    found.sort(key=lambda one: (-abs(one[0].from_recommended), -abs(one[0].since_listing), one[1]))
    return [drift for drift, _ in found]


def _offers(rows: list[Row]) -> dict[UUID, Offer]:
    found = map(_offer, rows)
    return {offer.listing_id: offer for offer in found}


@lru_cache(maxsize=20_000)
def _offer(row: Row) -> Offer:
    """The offer of a row. What is remembered is what the row says, whole: another price is another row."""
    cells: list[Any] = [None if cell is None else cell.decode() for cell in row]
    listing_id, product_id, cooperative_id = map(UUID, cells[:3])
    group, vat_regime, contract, above, category, tax_class, price_minor, state = cells[3:]
    return offer_of(
        listing_id,
        product_id,
        cooperative_id,
        group,
        vat_regime,
        contract,
        above,
        category,
        tax_class,
        int(price_minor),
        state,
    )


def offer_of(
    listing_id: UUID,
    product_id: UUID,
    cooperative_id: UUID,
    group: str,
    vat_regime: str,
    contract: str,
    above: str | None,
    category: str,
    tax_class: str,
    price_minor: int,
    state: str,
) -> Offer:
    """The offer that these columns make; products hang on leaves, right below a root of the tree."""
    return Offer(
        listing_id=listing_id,
        product_id=product_id,
        cooperative_id=cooperative_id,
        group=group,
        vat_regime=VatRegime(vat_regime),
        contract=contract,
        category_path=(category,) if above is None else (above, category),
        tax_class=TaxClass(tax_class),
        price_minor=price_minor,
        state=ListingState(state),
    )
