"""Writes of the market's audit: recording what was done, and forgetting what is personal in it."""

from datetime import datetime
from uuid import UUID

from markets.audit.models import MarketAuditEntry, MarketAuditPersonal
from tenants.audit.types import Act, Origin
from tenants.audit.writing import emptied, write


def record(*, act: Act, origin: Origin) -> UUID:
    """Add an entry in the transaction of what it records, as the market; returns its id."""
    entry: UUID = write(act, origin, entries=MarketAuditEntry, apart=MarketAuditPersonal)
    return entry


def forget(*, before: datetime, now: datetime) -> int:
    """Empty what is personal in entries of before an instant; returns of how many. Twice is once."""
    return emptied(MarketAuditPersonal.objects.all(), before=before, now=now)
