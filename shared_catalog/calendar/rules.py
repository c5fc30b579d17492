"""Which public holidays Morocco is expected to have, and which of them are estimates."""

from datetime import date

import holidays

from shared_catalog.calendar.types import HolidayDraft

# `holidays` marks what depends on the moon in the language it answers in.
_MARKS = {"ar": "(تقديري)", "fr": "(estimé)", "en_US": "(estimated)"}


def expected_holidays(year: int) -> list[HolidayDraft]:
    """The public holidays of a year as the `holidays` package expects them, oldest first.

    Religious ones are estimates of it, and were a day early for Morocco in 2025: they come as provisional.
    """
    by_language = {
        language: holidays.country_holidays("MA", years=year, language=language) for language in _MARKS
    }
    return [
        _draft(day, {language: found[day] for language, found in by_language.items()})
        for day in sorted(by_language["fr"])
    ]


def _draft(day: date, names: dict[str, str]) -> HolidayDraft:
    plain = {language: names[language].replace(mark, "").strip() for language, mark in _MARKS.items()}
    return HolidayDraft(
        day=day,
        name_ar=plain["ar"],
        name_fr=plain["fr"],
        name_en=plain["en_US"],
        provisional=plain["fr"] != names["fr"],
    )
