"""How amounts and days are written for people, in Arabic and French; the only place where that is decided.

Both languages write Latin digits, `.` between thousands and `,` before centimes, and Arabic the Moroccan
names of the months (CLDR's ar-MA). Libraries disagree on the spaces of fr-MA, so none is asked. Whatever
stands inside a sentence of the other direction is wrapped in isolates (Unicode Annex 9), which are invisible.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from kernel.halfmonth import HalfMonth

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
MINUS = "\u2212"

_NO_BREAK_SPACE = "\u00a0"
_CURRENCY = {"ar": "د.م.", "fr": "MAD"}
_MONTHS: Mapping[str, Sequence[str]] = {
    "ar": (
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "ماي",
        "يونيو",
        "يوليوز",
        "غشت",
        "شتنبر",
        "أكتوبر",
        "نونبر",
        "دجنبر",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}
_WEEKDAYS: Mapping[str, Sequence[str]] = {
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}


def isolated(text: str) -> str:
    """The text with a direction of its own, whatever stands around it."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def number(value: int) -> str:
    """A whole number with its thousands apart, the same in both languages."""
    return f"{MINUS if value < 0 else ''}{abs(value):,}".replace(",", ".")


def plain_amount(minor: int) -> str:
    """Centimes as dirhams without the currency, for columns whose heading names it: `1.234,50`."""
    dirhams, centimes = divmod(abs(minor), 100)
    return f"{MINUS if minor < 0 else ''}{number(dirhams)},{centimes:02d}"


def amount(minor: int, language: str) -> str:
    """Centimes as dirhams with the currency, isolated, for use inside a sentence of the language."""
    written = isolated(plain_amount(minor)) if language == "ar" else plain_amount(minor)
    return isolated(f"{written}{_NO_BREAK_SPACE}{_CURRENCY[language]}")


def short_day(day: date) -> str:
    """A day in digits, the same in both languages: `16/11/2026`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def long_day(day: date, language: str) -> str:
    """A day with the name of its month: `16 novembre 2026`."""
    return f"{_day_of_month(day.day, language)} {_MONTHS[language][day.month - 1]} {day.year}"


def weekday_and_day(day: date, language: str) -> str:
    """A day with its weekday: `lundi 16 novembre 2026`."""
    return f"{_WEEKDAYS[language][day.weekday()]} {long_day(day, language)}"


def half_month(value: HalfMonth, language: str) -> str:
    """The days of a half-month: `du 1er au 15 novembre 2026`."""
    first = _day_of_month(value.first_day.day, language)
    last = f"{value.last_day.day} {_MONTHS[language][value.month - 1]} {value.year}"
    return f"من {first} إلى {last}" if language == "ar" else f"du {first} au {last}"


def _day_of_month(day: int, language: str) -> str:
    return "1er" if language == "fr" and day == 1 else str(day)
