"""The words of webhooks: what is sent, what came of it, and why an address is given up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

EVERYTHING = "*"
"""Among the event types of a webhook: all of them, those of the future too."""

Clock = Callable[[], datetime]
"""The instant at which it is asked."""

Told = Callable[[Any, datetime], bool]
"""Whether a webhook's owner may be told of anything at an instant."""

Chance = Callable[[], float]
"""A number from 0 to 1, this excluded, that nobody can guess."""


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class DisabledBecause(StrEnum):
    OWNER = "owner"
    GONE = "gone"
    FAILING = "failing"
    RIGHTS_ENDED = "rights_ended"


class Trouble(StrEnum):
    """Why there is no complete answer to a request."""

    DNS = "dns"
    ADDRESS_REFUSED = "address_refused"
    PLAIN_HTTP_REFUSED = "plain_http_refused"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    CUT_OFF = "cut_off"


class Outcome(StrEnum):
    """What an answer means."""

    DELIVERED = "delivered"
    GONE = "gone"
    AGAIN = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDetails:
    """What an owner says of a webhook."""

    url: str
    event_types: Sequence[str]
    label: str = ""
    contact_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One signed request, ready to be sent."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a request: a status and the beginning of the answer, or the trouble; or both, for an
    answer that broke off.
    """

    status: int | None = None
    trouble: Trouble | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request that was made of a delivery, with its answer."""

    delivery_id: UUID
    outgoing: Outgoing
    started_at: datetime
    ended_at: datetime
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Which events to send again: deliveries by id, or those after a position, up to another if there is
    one.
    """

    deliveries: Sequence[UUID] = ()
    after: int | None = None
    up_to: int | None = None
    undelivered_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many deliveries wait again, and the position that was reached; not `complete`: go on from there."""

    count: int
    reached: int | None
    complete: bool
