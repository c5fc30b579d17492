"""Root fields of the event logs, one for each side."""

from typing import Any

import graphene

from api.base.fields import Computed
from api.base.schema import Queries
from api.events.feed import Feed
from api.events.kinds import EventTypeInfo, event_types_of
from api.events.types import EVENT_ORDERS, Event, EventFilter, NetworkEvent
from tenants.events.types import EventType
from tenants.permissions import Permission

_FEED = (
    "What happened, from the first event on. A reader who goes on from the last cursor, or from the last "
    "position, misses nothing and meets nothing twice; a page without rows leaves the cursor where it was."
)


def _event_types(_root: None, info: Any) -> list[EventType]:
    return list(event_types_of(info.context.market).values())


def _kinds() -> Computed:
    return Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(EventTypeInfo))),
        "Every kind of event of this log, with samples.",
        resolve=_event_types,
        permission=Permission.EVENTS_READ,
    )


class EventQueries(Queries):
    """Reads of a market's event log."""

    events = Feed(Event, _FEED, orders=EVENT_ORDERS, filters=EventFilter)
    event_types = _kinds()


class NetworkEventQueries(Queries):
    """Reads of headquarters' event log."""

    events = Feed(NetworkEvent, _FEED, orders=EVENT_ORDERS, filters=EventFilter)
    event_types = _kinds()
