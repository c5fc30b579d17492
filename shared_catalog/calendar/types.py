"""A bank holiday before it is written."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayDraft:
    """A day on which banks are closed; `provisional` until the moon has been seen, or a decree published."""

    day: date
    name_ar: str
    name_fr: str
    name_en: str
    provisional: bool
