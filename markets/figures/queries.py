"""Reads of one market's figures. Spans of days are half-open: from `since` up to, not including, `until`."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from markets.figures.models import CooperativeDay, PeriodTotal, TillDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """A market's trade over some days; amounts in centimes."""

    tickets: int
    items: int
    gross_minor: int
    refunds_minor: int
    fees_minor: int

    @property
    def net_minor(self) -> int:
        """What was sold and not brought back."""
        return self.gross_minor - self.refunds_minor


def till_days(*, since: date, until: date) -> QuerySet[TillDay]:
    """Tickets and tenders by day and till."""
    return TillDay.objects.filter(day__gte=since, day__lt=until).order_by("day", "till_id")


def cooperative_days(*, since: date, until: date) -> QuerySet[CooperativeDay]:
    """What each cooperative sold by day."""
    return CooperativeDay.objects.filter(day__gte=since, day__lt=until).order_by("day", "cooperative_id")


def period_totals() -> QuerySet[PeriodTotal]:
    """What each closed half-month came to, oldest first."""
    return PeriodTotal.objects.order_by("period_id")


def sums(*, since: date, until: date) -> Sums:
    """The market's trade over these days, from one row per till and day and one per cooperative and day."""
    tickets = till_days(since=since, until=until).aggregate(tickets=Sum("tickets", default=0))
    sold = cooperative_days(since=since, until=until).aggregate(
        items=Sum("items", default=0),
        gross_minor=Sum("gross_minor", default=0),
        refunds_minor=Sum("refunds_minor", default=0),
        fees_minor=Sum("fees_minor", default=0),
    )
    return Sums(**{name: int(value) for name, value in (tickets | sold).items()})
