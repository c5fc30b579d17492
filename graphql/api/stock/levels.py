"""What is on hand, as the database calculates it with a row: no statement of its own for any row."""

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from markets.stock.models import StockLevel
from markets.stock.queries import meaning

_OF_LISTING = StockLevel.objects.filter(listing=OuterRef("pk"))
_SUM = _OF_LISTING.order_by().values("listing").annotate(units=Sum("on_hand")).values("units")

ON_HAND_OF_LISTING = Coalesce(Subquery(_SUM, output_field=IntegerField()), 0)
"""For a listing: units of all its deposits, expired ones included."""

_RECALLS = meaning("listing__product_id", "lot_code")
RECALLED = Exists(_RECALLS.filter(lifted_at__isnull=True))
"""For a deposit: whether a recall is in force that means it."""


def among_recalls(condition: Q) -> Q:
    """Deposits that a recall means which meets a condition."""
    return Q(Exists(_RECALLS.filter(condition)))


ON_HAND_OF_DEPOSIT = F("level__on_hand")
"""For a deposit: units of it."""

IN_STOCK = Q(Exists(_OF_LISTING.filter(on_hand__gt=0)))
"""Listings of which there is anything on hand."""
