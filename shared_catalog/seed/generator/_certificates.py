"""Which cooperative obtained its certificate when, and through which programme.

Published: 166 cooperatives obtained their authorisation in 2018 and 2019 through the programme, and 238 sold
at the market before it began. Of the 281 that sell food only 74 joined from April 2018 on, so most of the 166
had been selling for a while. ONSSA authorises an establishment and not an enterprise (law 28-07): those sold
what an earlier, authorised unit packed for them, shared or rented, and were authorised anew for the unit that
the programme helped them to build. The registry keeps both certificates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shared_catalog.seed.generator._facts import (
    AUTHORISED_IN_2018_AND_2019,
    PROGRAMME_OF_2018,
    PROGRAMME_OF_2020,
    day_between,
    dice,
)

_FIRST_RESULT, _LAST_RESULT = date(2018, 3, 1), date(2019, 12, 31)
_FIRST_OF_2020, _AFTER_LOCKDOWN = date(2020, 7, 1), date(2020, 6, 20)
_SELLING_BEFORE = date(2018, 1, 1)
_FIRST_NEWCOMER = date(2018, 4, 1)
_WAITED_AT_MOST = timedelta(days=200)
MOVING_TIME = timedelta(days=30)
"""How long the earlier certificate goes on after the new one is issued: machines are moved."""


@dataclass(frozen=True, slots=True)
class Obtained:
    """A certificate obtained through a programme; `anew` by a cooperative that sold under an earlier one."""

    programme: str
    issued_on: date
    anew: bool


def obtained(joined_on: Mapping[int, date]) -> Mapping[int, Obtained]:
    """By number, what programmes brought to cooperatives that sell food; the others found their own way.

    Who joined while a programme ran had its first certificate from it, before the first sale; the rest of the
    166 are drawn from those that sold before it began.
    """
    found = {
        number: Obtained(programme, _before(joined, since, until, number), anew=False)
        for number, joined in joined_on.items()
        for programme, since, until in _newcomers(joined)
    }
    selling = sorted(number for number, joined in joined_on.items() if joined < _SELLING_BEFORE)
    missing = AUTHORISED_IN_2018_AND_2019 - sum(one.programme == PROGRAMME_OF_2018 for one in found.values())
    for number in dice("programme", PROGRAMME_OF_2018).sample(selling, missing):
        issued_on = day_between(_FIRST_NEWCOMER, _LAST_RESULT, dice("authorised anew", number))
        found[number] = Obtained(PROGRAMME_OF_2018, issued_on, anew=True)
    return found


def _newcomers(joined: date) -> list[tuple[str, date, date]]:
    """The programme that brought somebody who joined on this day, and between which days it may have."""
    if _FIRST_NEWCOMER <= joined < _FIRST_OF_2020:
        return [(PROGRAMME_OF_2018, _FIRST_RESULT, _LAST_RESULT)]
    return [(PROGRAMME_OF_2020, _AFTER_LOCKDOWN, joined)] if joined >= _FIRST_OF_2020 else []


def _before(joined: date, since: date, until: date, number: int) -> date:
    last = min(until, joined - timedelta(days=1))
    return day_between(max(since, joined - _WAITED_AT_MOST), last, dice("authorised first", number))
