"""Reads of the event log, always by position."""

from django.db.models import QuerySet

from kernel.errors import NotFound
from markets.events.models import Event


def events_after(position: int, limit: int) -> QuerySet[Event]:
    """Up to `limit` events that follow `position` (0 for the beginning), in the one order in which everybody
    reads.
    """
    return Event.objects.filter(position__gt=position).order_by("position")[:limit]


def event_at(position: int) -> Event:
    """The event at a position. Raises NotFound."""
    event = Event.objects.filter(position=position).first()
    if event is None:
        raise NotFound(kind="Event", id=position)
    return event


def last_position() -> int:
    """The highest position given so far; 0 for a log without any."""
    event = Event.objects.filter(position__isnull=False).order_by("-position").first()
    return event.position if event and event.position else 0
