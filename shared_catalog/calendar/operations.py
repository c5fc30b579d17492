"""Writes of the bank holidays: seeding a year from what is expected, and saying what became of it."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from kernel.versions import require_version
from shared_catalog.calendar import rules
from shared_catalog.calendar.models import Holiday, HolidayYear
from tenants.database.claims import claim
from tenants.events import operations as events

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
    *,
    day: date,
    name_ar: str,
    name_fr: str,
    name_en: str,
    provisional: bool,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Holiday:
    """Say that banks are closed on a day, or confirm or rename a day that is there. The same again is once.

    A day that is not there has version 0. Every market's pay days that are still to come follow by the next
    night. Raises InvalidValue, VersionConflict.
    """
    names = {"name_ar": name_ar.strip(), "name_fr": name_fr.strip(), "name_en": name_en.strip()}
    for field, name in names.items():
        fewest = 0 if field == "name_en" else 1
        if not fewest <= len(name) <= 160:
            raise InvalidValue(path=(field,), field=field, reason="a name has 1 to 160 characters")
    if not HolidayYear.objects.filter(year=day.year).exists():
        raise InvalidValue(path=("day",), field="day", reason="its year is not in the calendar")
    said = {**names, "provisional": provisional, "cancelled": False}
    # Held by its number, so that two people who add one day meet here and not in the database.
    claim(UUID(int=day.toordinal()))
    holiday = Holiday.objects.select_for_update().filter(day=day).first() or Holiday(day=day, version=0)
    if holiday.version and all(getattr(holiday, column) == value for column, value in said.items()):
        return holiday
    require_version(expected=expected_version, current=holiday.version)
    for column, value in said.items():
        setattr(holiday, column, value)
    _written(holiday, at=at, actor=actor)
    events.append(name="holiday.set", subject_id=day, payload={"provisional": provisional}, at=at)
    return holiday


@transaction.atomic
def cancel_holiday(*, day: date, expected_version: int | None = None, at: datetime, actor: str) -> Holiday:
    """Say that banks work on a day that was expected to be a holiday. Twice is once. Raises NotFound,
    VersionConflict.
    """
    holiday = Holiday.objects.select_for_update().filter(day=day).first()
    if holiday is None:
        raise NotFound(path=("day",), kind="holiday", id=day.isoformat())
    if not holiday.cancelled:
        require_version(expected=expected_version, current=holiday.version)
        holiday.cancelled = True
        _written(holiday, at=at, actor=actor)
        events.append(name="holiday.cancelled", subject_id=day, payload={}, at=at)
    return holiday


def _written(holiday: Holiday, *, at: datetime, actor: str) -> Holiday:
    """The day's next version."""
    holiday.changed_by, holiday.changed_at = actor, at
    holiday.version += 1
    holiday.save()
    return holiday
