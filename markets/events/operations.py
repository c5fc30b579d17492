"""Writes of the event log: what happened is appended, and later given its position once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markets.events.models import Event
from tenants.events import log
from tenants.events.types import EventDraft


def append(
    *,
    name: str,
    subject_id: str,
    payload: Mapping[str, Any],
    occurred_at: datetime,
    recorded_at: datetime,
) -> None:
    """Add one event to the market's log, in the transaction of what happened."""
    draft = EventDraft(
        name=name, subject_id=subject_id, payload=payload, occurred_at=occurred_at, recorded_at=recorded_at
    )
    append_all(drafts=[draft])


def append_all(*, drafts: Sequence[EventDraft]) -> None:
    """Add several events, in their order."""
    log.write(Event, drafts)


def assign_positions(*, limit: int) -> int:
    """Give the oldest events without a position the next ones; `tenants.events.log` says which."""
    return log.number(Event, limit=limit)
