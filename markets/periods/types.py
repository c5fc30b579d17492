"""The states of a half-month, and what is known of its end and its pay day."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PeriodState(StrEnum):
    """Where a half-month stands, from the first sale to the bank's confirmation."""

    OPEN = "open"
    CUT_OFF = "cut_off"
    REVIEWING = "reviewing"
    APPROVED = "approved"
    SEALED = "sealed"
    PAID = "paid"
    RECONCILED = "reconciled"


@dataclass(frozen=True, slots=True)
class Closing:
    """When half-months end and how long they wait: `cut_off_hour` is the hour of the last day, in the
    market's
    zone, at which one ends (24 is midnight); offline tills then have `grace_minutes` to send what they sold.
    """

    cut_off_hour: int
    grace_minutes: int


@dataclass(frozen=True, slots=True)
class PayDay:
    """The day on which a half-month is paid; provisional while an estimated holiday may still move it."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Span:
    """The UTC instants of a half-month: half-open, and the instant from which nothing lands in it any
    more.
    """

    starts_at: datetime
    ends_at: datetime
    cut_off_at: datetime
