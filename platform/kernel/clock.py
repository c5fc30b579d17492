"""The clock, read once, at the edge, and passed down; and the check that its days can be trusted."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta, tzinfo

from kernel.errors import InvalidValue
from kernel.halfmonth import MARKET_ZONE

# Instants whose local day tells a current rule for Morocco from the stale ones still shipped with
# databases, Node and Debian: winter at +01, Ramadan at +00, and the return to UTC of 2026-09-20 (tzdb
# 2026c) that stale rules do not know.
_LOCAL_DAYS = (
    (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), date(2026, 2, 1)),
    (datetime(2026, 2, 28, 23, 30, tzinfo=UTC), date(2026, 2, 28)),
    (datetime(2026, 9, 15, 23, 30, tzinfo=UTC), date(2026, 9, 16)),
    (datetime(2026, 10, 15, 23, 30, tzinfo=UTC), date(2026, 10, 15)),
    (datetime(2026, 11, 15, 23, 30, tzinfo=UTC), date(2026, 11, 15)),
)

# A till's clock may run ahead of ours by this much.
_CLOCK_SKEW = timedelta(minutes=5)
_EARLIEST = datetime(2001, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present instant, in UTC. For edges only (a request, a job, a command)."""
    return datetime.now(UTC)  # noqa: TID251


def is_future(occurred_at: datetime, *, recorded_at: datetime) -> bool:
    """Whether something is said to have happened later than the clock that says so can be wrong."""
    return occurred_at > recorded_at + _CLOCK_SKEW


def require_real(occurred_at: datetime) -> None:
    """Refuse an instant without a zone, or from a clock that was reset: those begin again in 1970 or 2000.

    Raises InvalidValue.
    """
    if occurred_at.tzinfo is None:
        raise InvalidValue(path=("occurred_at",), field="occurred_at", reason="an instant names its zone")
    if occurred_at < _EARLIEST:
        raise InvalidValue(path=("occurred_at",), field="occurred_at", reason="it lies before 2001")


def check_time_zone_data(*, zone: tzinfo = MARKET_ZONE) -> None:
    """Refuse to start on time zone data that would put sales on the wrong day, in the wrong half-month.

    Raises RuntimeError that says what was found and what to do.
    """
    if zoneinfo.TZPATH:
        raise RuntimeError(
            f"Time zones are read from {', '.join(zoneinfo.TZPATH)} instead of the tzdata package: "
            "start the process with PYTHONTZPATH set to the empty string."
        )
    for instant, expected in _LOCAL_DAYS:
        found = instant.astimezone(zone).date()
        if found != expected:
            raise RuntimeError(
                f"The time zone data for Morocco is stale: {instant:%Y-%m-%dT%H:%MZ} falls on {found} "
                f"and should fall on {expected}. Install tzdata 2026.3 or later."
            )
