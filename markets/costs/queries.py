"""Reads of costs and income, and how far the market pays for itself."""

from datetime import date

from django.db.models import QuerySet, Sum

from markets.costs.models import OperatingCost, OtherIncome
from markets.costs.types import Autonomy
from markets.figures import queries as figures


def costs(*, since: date, until: date) -> QuerySet[OperatingCost]:
    """What was spent in the months that begin from `since` up to, not including, `until`."""
    return OperatingCost.objects.filter(month__gte=since, month__lt=until).order_by("month", "category", "id")


def other_income(*, since: date, until: date) -> QuerySet[OtherIncome]:
    """What was earned beside fees in the months that begin from `since` up to, not including, `until`."""
    return OtherIncome.objects.filter(month__gte=since, month__lt=until).order_by("month", "kind", "id")


def autonomy(*, year: int) -> Autonomy:
    """How far the market paid for itself in a calendar year."""
    return autonomy_between(since=date(year, 1, 1), until=date(year + 1, 1, 1))


def autonomy_between(*, since: date, until: date) -> Autonomy:
    """How far the market paid for itself in the months from `since` up to, not including, `until`.

    Both are first days of a month; a market's own second year need not be a calendar year.
    """
    assert since.day == until.day == 1, "costs are known by month"
    spent = costs(since=since, until=until).aggregate(total=Sum("amount_minor", default=0))
    earned = other_income(since=since, until=until).aggregate(total=Sum("amount_minor", default=0))
    return Autonomy(
        fees_minor=figures.sums(since=since, until=until).fees_minor,
        other_income_minor=int(earned["total"]),
        costs_minor=int(spent["total"]),
    )
