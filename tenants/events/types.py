"""What is said of something that happened, and what is known of each kind of event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """One thing that happened, before it is written: `name` as in `sale.recorded`, `subject_id` what it
    happened to.

    The payload is plain JSON: numbers, texts, lists, objects; amounts in centimes, instants as ISO 8601 in
    UTC.
    """

    name: str
    subject_id: str
    payload: Mapping[str, Any]
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event as integrators know it: its name, whose id its subject is, and a payload as it may
    look.
    """

    name: str
    subject: str
    description: str
    sample: Mapping[str, Any]


EventTypes = Mapping[str, EventType]
"""Kinds of events by name."""


def by_name(types: Iterable[EventType]) -> EventTypes:
    """The kinds by their names, in the order given."""
    return {type_.name: type_ for type_ in types}
