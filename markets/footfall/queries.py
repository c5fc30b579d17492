"""Reads of the footfall."""

from datetime import date

from django.db.models import QuerySet, Sum

from markets.footfall.models import VisitorCount


def counts(*, since: date, until: date) -> QuerySet[VisitorCount]:
    """The counts of the days from `since` up to, not including, `until`."""
    return VisitorCount.objects.filter(day__gte=since, day__lt=until)


def visitors_by_day(*, since: date, until: date) -> dict[date, int]:
    """How many people came on each counted day from `since` up to, not including, `until`."""
    days = counts(since=since, until=until).order_by("day").values_list("day").annotate(Sum("visitors"))
    return {day: int(visitors) for day, visitors in days}


def visitors(*, since: date | None = None, until: date | None = None) -> int:
    """How many people came, from the first day or `since` on, up to the last day or before `until`."""
    found = VisitorCount.objects.all()
    found = found.filter(day__gte=since) if since else found
    found = found.filter(day__lt=until) if until else found
    return int(found.aggregate(total=Sum("visitors", default=0))["total"])
