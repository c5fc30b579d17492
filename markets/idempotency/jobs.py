"""Timed work of a market's keys."""

from datetime import datetime

from markets.idempotency.models import MarketKey
from tenants.idempotency import operations


def forget_keys(*, now: datetime) -> None:
    """Forget the keys of long ago."""
    operations.forget(keys=MarketKey, now=now)
