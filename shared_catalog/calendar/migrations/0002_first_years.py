"""The years that a market's past and near future may fall in, from the `holidays` package (MIT)."""

from datetime import UTC, datetime

import holidays
from django.db import migrations

_MARKS = {"ar": "(تقديري)", "fr": "(estimé)", "en_US": "(estimated)"}
_FIRST_YEAR, _LAST_YEAR = 2015, 2029
_AT = datetime(2026, 11, 1, tzinfo=UTC)


def seed(apps, schema_editor):
    years, days = apps.get_model("calendar", "HolidayYear"), apps.get_model("calendar", "Holiday")
    for year in range(_FIRST_YEAR, _LAST_YEAR + 1):
        years.objects.create(year=year, seeded_at=_AT)
        found = {mark: holidays.country_holidays("MA", years=year, language=mark) for mark in _MARKS}
        for day in sorted(found["fr"]):
            names = {mark: found[mark][day].replace(_MARKS[mark], "").strip() for mark in _MARKS}
            days.objects.create(
                day=day,
                name_ar=names["ar"],
                name_fr=names["fr"],
                name_en=names["en_US"],
                provisional=names["fr"] != found["fr"][day],
                changed_by="holidays package",
                changed_at=_AT,
            )


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
