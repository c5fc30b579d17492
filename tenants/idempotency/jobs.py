"""Timed work of headquarters' keys."""

from datetime import datetime

from tenants.idempotency import operations
from tenants.idempotency.models import IdempotencyKey


def forget_keys(*, now: datetime) -> None:
    """Forget the keys of long ago."""
    operations.forget(keys=IdempotencyKey, now=now)
