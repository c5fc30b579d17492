"""What is on hand, as the database calculates it with a row: no statement of its own for any row."""

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from markets.stock.models import StockLevel

_OF_LISTING = StockLevel.objects.filter(listing=OuterRef("pk"))
_SUM = _OF_LISTING.order_by().values("listing").annotate(units=Sum("on_hand")).values("units")

ON_HAND_OF_LISTING = Coalesce(Subquery(_SUM, output_field=IntegerField()), 0)
"""For a listing: units of all its deposits, expired ones included."""

ON_HAND_OF_DEPOSIT = F("level__on_hand")
"""For a deposit: units of it."""

IN_STOCK = Q(Exists(_OF_LISTING.filter(on_hand__gt=0)))
"""Listings of which there is anything on hand."""
