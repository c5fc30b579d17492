"""Writes of the footfall: counts, each replaced by a later one of the same hour and source."""

from collections.abc import Sequence
from datetime import date, datetime

from kernel.errors import InvalidValue
from kernel.halfmonth import business_date
from markets.footfall.models import VisitorCount
from markets.footfall.types import Count

# More people than come through one door in an hour.
_MOST_VISITORS = 1_000_000
_LONGEST_SOURCE = 40


def record_visitors(*, day: date, hour: int, source: str, visitors: int, recorded_at: datetime) -> None:
    """Record how many people came in during one hour; sent again, the latest number stands.

    Raises InvalidValue for an hour outside 0 to 23, an impossible number, no source or a long one, or a day
    still to come.
    """
    record_counts(counts=[Count(day, hour, source, visitors)], recorded_at=recorded_at)


def record_counts(*, counts: Sequence[Count], recorded_at: datetime) -> None:
    """Record many counts in one statement, all or none; of two of the same hour and source the last stands.

    Raises InvalidValue, with the path of the first count that is wrong.
    """
    today = business_date(recorded_at)
    for index, count in enumerate(counts):
        _check(count, index, today)
    latest = {(count.day, count.hour, count.source): count for count in counts}
    VisitorCount.objects.bulk_create(
        (
            VisitorCount(
                day=count.day,
                hour=count.hour,
                source=count.source,
                visitors=count.visitors,
                recorded_at=recorded_at,
            )
            for _, count in sorted(latest.items())
        ),
        update_conflicts=True,
        unique_fields=["day", "hour", "source"],
        update_fields=["visitors", "recorded_at"],
    )


def _check(count: Count, index: int, today: date) -> None:
    if not 0 <= count.hour <= 23:
        raise InvalidValue(
            field="hour", reason="an hour lies between 0 and 23", path=("counts", index, "hour")
        )
    if not 0 <= count.visitors <= _MOST_VISITORS:
        reason = f"a number of people lies between 0 and {_MOST_VISITORS}"
        raise InvalidValue(field="visitors", reason=reason, path=("counts", index, "visitors"))
    if not 0 < len(count.source.strip()) <= len(count.source) <= _LONGEST_SOURCE:
        reason = f"a count says who counted, in at most {_LONGEST_SOURCE} characters"
        raise InvalidValue(field="source", reason=reason, path=("counts", index, "source"))
    if count.day > today:
        raise InvalidValue(field="day", reason="nobody has come yet", path=("counts", index, "day"))
