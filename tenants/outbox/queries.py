"""Where a market's cursor stands."""

from tenants.outbox.models import OutboxCursor


def position_of(market: str) -> int:
    """The position up to which this market's events have become jobs; 0 before the first."""
    position = OutboxCursor.objects.filter(market_id=market).values_list("position", flat=True).first()
    return position or 0
