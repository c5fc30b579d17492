"""Writes of the bank holidays: seeding a year from what is expected, and saying what became of it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from shared_catalog.calendar import rules
from shared_catalog.calendar.models import Holiday, HolidayYear

SEEDED_BY = "holidays package"


@transaction.atomic
def seed_years(*, years: Iterable[int], at: datetime) -> list[int]:
    """Put the expected holidays of those years into the table that are not yet in it; returns those years.

    A year that is there already is left as people edited it.
    """
    wanted = set(years)
    known = set(HolidayYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    missing = sorted(wanted - known)
    HolidayYear.objects.bulk_create(
        (HolidayYear(year=year, seeded_at=at) for year in missing), ignore_conflicts=True
    )
    Holiday.objects.bulk_create(
        (
            Holiday(
                day=draft.day,
                name_ar=draft.name_ar,
                name_fr=draft.name_fr,
                name_en=draft.name_en,
                provisional=draft.provisional,
                changed_by=SEEDED_BY,
                changed_at=at,
            )
            for year in missing
            for draft in rules.expected_holidays(year)
        ),
        ignore_conflicts=True,
    )
    return missing


@transaction.atomic
def set_holiday(
    *, day: date, name_ar: str, name_fr: str, name_en: str, provisional: bool, at: datetime, actor: str
) -> Holiday:
    """Say that banks are closed on a day, or confirm or rename a day that is there. The same again is once.

    Every market's pay days that are still to come follow by the next night. Raises InvalidValue.
    """
    names = {"name_ar": name_ar.strip(), "name_fr": name_fr.strip(), "name_en": name_en.strip()}
    for field, name in names.items():
        if not 0 < len(name) <= 160:
            raise InvalidValue(path=(field,), field=field, reason="a name has 1 to 160 characters")
    if not HolidayYear.objects.filter(year=day.year).exists():
        raise InvalidValue(path=("day",), field="day", reason="its year is not in the calendar")
    said = {**names, "provisional": provisional, "cancelled": False}
    known = Holiday.objects.filter(day=day, **said).first()
    if known is not None:
        return known
    changed = {**said, "changed_by": actor, "changed_at": at}
    holiday, _ = Holiday.objects.update_or_create(day=day, defaults=changed)
    return holiday


@transaction.atomic
def cancel_holiday(*, day: date, at: datetime, actor: str) -> Holiday:
    """Say that banks work on a day that was expected to be a holiday. Twice is once. Raises NotFound."""
    holiday = Holiday.objects.select_for_update().filter(day=day).first()
    if holiday is None:
        raise NotFound(path=("day",), kind="holiday", id=day.isoformat())
    if not holiday.cancelled:
        holiday.cancelled, holiday.changed_by, holiday.changed_at = True, actor, at
        holiday.save(update_fields=["cancelled", "changed_by", "changed_at"])
    return holiday
