"""Root fields of the event log."""

from api.base.connections import Connection
from api.base.schema import Queries
from api.events.types import EVENT_ORDERS, Event, EventFilter


class EventQueries(Queries):
    """Reads of the event log."""

    events = Connection(
        Event,
        "What happened, from the first event on. A reader who goes on from the last cursor, or from the last "
        "position, misses nothing and meets nothing twice.",
        orders=EVENT_ORDERS,
        filters=EventFilter,
    )
