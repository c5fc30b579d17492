"""Reads of the bank holidays."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from kernel.errors import DomainError
from shared_catalog.calendar.models import Holiday, HolidayYear


class HolidaysUnknown(DomainError):
    """Nobody said yet on which days of this year banks are closed. Params: `year`."""

    code = "HOLIDAYS_UNKNOWN"
    messages = {
        "ar": "أيام عطل الأبناك لسنة {year} غير معروفة بعد",
        "fr": "Les jours fériés bancaires de {year} ne sont pas encore connus",
        "en": "The bank holidays of {year} are not known yet",
    }


def holidays() -> QuerySet[Holiday]:
    """Every day in the table, cancelled ones too, oldest first."""
    return Holiday.objects.order_by("day")


def closed_days(years: Iterable[int]) -> dict[date, bool]:
    """The days of these years on which banks are closed, weekends apart, and whether each is provisional.

    Raises HolidaysUnknown for a year that is not in the table: silence would move a pay day to a closed bank.
    """
    wanted = set(years)
    known = set(HolidayYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    if missing := sorted(wanted - known):
        raise HolidaysUnknown(year=missing[0])
    found = Holiday.objects.filter(cancelled=False, day__year__in=wanted)
    return dict(found.values_list("day", "provisional"))
