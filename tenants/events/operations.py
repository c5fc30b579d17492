"""Writes of headquarters' event log: what happened is appended, and later given its position once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tenants.events import log
from tenants.events.models import NetworkEvent
from tenants.events.types import EventDraft


def append(*, name: str, subject_id: object, payload: Mapping[str, Any], at: datetime) -> None:
    """Add one event to headquarters' log, in the transaction of what happened at that instant."""
    draft = EventDraft(name=name, subject_id=str(subject_id), payload=payload, occurred_at=at, recorded_at=at)
    append_all(drafts=[draft])


def append_all(*, drafts: Sequence[EventDraft]) -> None:
    """Add several events, in their order."""
    log.write(NetworkEvent, drafts)


def assign_positions(*, limit: int) -> int:
    """Give the oldest events without a position the next ones; `tenants.events.log` says which."""
    return log.number(NetworkEvent, limit=limit)
