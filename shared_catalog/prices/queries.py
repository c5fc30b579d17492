"""Reads of corridors."""

from datetime import date

from django.db.models import Q

from shared_catalog.prices.models import Corridor
from shared_catalog.prices.rules import CorridorTable
from shared_catalog.prices.types import CorridorTerms


def corridors_on(day: date, *, market_schema: str) -> CorridorTable:
    """The corridors that hold in a market on a day, in one statement; false where there is none."""
    rows = Corridor.objects.filter(
        Q(market__isnull=True) | Q(market_id=market_schema), effective_from__lte=day
    )
    return CorridorTable((terms_of(row) for row in rows), on=day)


def terms_of(row: Corridor) -> CorridorTerms:
    """What a row says."""
    return CorridorTerms(
        market=row.market_id,
        category=row.category_id,
        effective_from=row.effective_from,
        below_basis_points=row.below_basis_points,
        above_basis_points=row.above_basis_points,
    )
