"""What is on sale here."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kernel.errors import NotFound
from markets.listings import rules
from markets.listings.models import Listing, ListingChange
from markets.listings.types import ListingState, Offer, PriceDrift
from markets.sellability.types import Wanted
from shared_catalog.catalogue.types import TaxClass
from shared_catalog.registry.models import Participation
from shared_catalog.registry.types import VatRegime
from tenants.network import queries as network


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
    """These listings as a till sells them, by id, in one statement; an unknown id is simply missing.

    The contract is that of the participation which holds on the business day `on`.
    """
    contract = Participation.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on),
        cooperative_id=OuterRef("product__cooperative_id"),
        market_id=network.current_schema(),
        joined_on__lte=on,
    ).values("contract")[:1]
    rows = (
        Listing.objects.filter(pk__in=list(listing_ids))
        .annotate(contract=Coalesce(Subquery(contract), Value("")))
        .values_list(
            "id",
            "product_id",
            "product__cooperative_id",
            "product__cooperative__group",
            "product__cooperative__vat_regime",
            "contract",
            "product__category__parent_id",
            "product__category_id",
            "product__tax_class",
            "price_minor",
            "state",
        )
    )
    return {row[0]: offer_of(*row) for row in rows}


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
