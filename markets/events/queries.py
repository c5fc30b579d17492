"""Reads of the event log, always by position."""

from django.db.models import QuerySet

from kernel.errors import NotFound
from markets.events.models import Event
from tenants.events import log


def events_after(position: int, limit: int) -> QuerySet[Event]:
    """Up to `limit` events that follow `position` (0 for the beginning), in the one order in which everybody
    reads.
    """
    return log.after(Event, position, limit)


def event_at(position: int) -> Event:
    """The event at a position. Raises NotFound."""
    event = Event.objects.filter(position=position).first()
    if event is None:
        raise NotFound(kind="Event", id=position)
    return event


def last_position() -> int:
    """The highest position given so far; 0 for a log without any."""
    return log.last_position(Event)
