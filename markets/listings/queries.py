"""What is on sale here."""

from collections.abc import Iterable
from uuid import UUID

from kernel.errors import NotFound
from markets.listings.models import Listing
from markets.listings.types import ListingState, Offer


def listing(listing_id: UUID) -> Listing:
    """One listing. Raises NotFound."""
    found = Listing.objects.filter(pk=listing_id).first()
    if found is None:
        raise NotFound(kind="listing", id=str(listing_id))
    return found


def offers(listing_ids: Iterable[UUID]) -> dict[UUID, Offer]:
    """These listings as a till sells them, by id, in one statement; an unknown id is simply missing."""
    rows = Listing.objects.filter(pk__in=list(listing_ids)).values_list(
        "id",
        "product_id",
        "product__cooperative_id",
        "product__category_id",
        "product__tax_class",
        "price_minor",
        "state",
    )
    return {row[0]: Offer(*row[:6], ListingState(row[6])) for row in rows}
