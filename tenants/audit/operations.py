"""Writes of headquarters' audit: recording what was done, and forgetting what is personal in it."""

from datetime import datetime
from uuid import UUID

from tenants.audit.models import AuditEntry, AuditPersonal
from tenants.audit.types import Act, Origin
from tenants.audit.writing import emptied, write


def record(*, act: Act, origin: Origin) -> UUID:
    """Add an entry in the transaction of what it records, as headquarters; returns its id."""
    entry: UUID = write(act, origin, entries=AuditEntry, apart=AuditPersonal)
    return entry


def forget(*, before: datetime, now: datetime) -> int:
    """Empty what is personal in entries of before an instant; returns of how many. Twice is once."""
    return emptied(AuditPersonal.objects.all(), before=before, now=now)
