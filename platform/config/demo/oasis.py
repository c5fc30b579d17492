"""What is known of the Oasis market in Casablanca, and the little that had to be assumed about it.

Published: the opening in March 2017, no levy in the first year and 5 to 10 % from the second (ILO, 10 August
2017); 909,964 units in 2018, 52 % more than the year before (Médias24, 2019); more than 4 million units, 2
million visitors and 150 million dirhams by March 2021, a basket of about 240 dirhams, self-financing from the
second year (fm5.ma, La Vie éco). Assumed: how 2019 to 2021 share the rest, the days' weights, and the costs.
"""

from collections.abc import Mapping
from datetime import date, timedelta

MARKET = "casablanca"
FIRST_DAY = date(2017, 3, 17)
LAST_DAY = date(2021, 3, 31)

UNITS_BY_YEAR: Mapping[int, int] = {
    2017: 598_660,
    2018: 909_964,
    2019: 1_262_000,
    2020: 1_060_000,
    2021: 300_000,
}
VISITORS = 2_060_000

MEAN_PRICE_MINOR = 3_750
"""What a unit cost on average: 150 million dirhams over 4 million units."""

FEE_FROM = date(2018, 3, 17)
FEE_BASIS_POINTS = 1_000

TILLS = (("T1", "Caisse 1, rez-de-chaussée"), ("T2", "Caisse 2, rez-de-chaussée"), ("T3", "Caisse 3, étage"))

PROGRAMMES: Mapping[str, date] = {"ONSSA-2018": date(2019, 12, 31), "ONSSA-2020": LAST_DAY}
"""The qualification programmes of the seed, and as of which day the report tells of them."""

OPENING_HOUR = 10
HOUR_WEIGHTS = (5, 9, 12, 9, 6, 8, 12, 16, 15, 8)
"""How the visitors and tickets of a day spread over the ten hours from 10:00 on."""

MONTHLY_COSTS_MAD: Mapping[str, int] = {
    "staff": 118_000,
    "energy": 24_000,
    "security": 30_000,
    "cleaning": 18_000,
    "maintenance": 15_000,
    "marketing": 25_000,
    "other": 10_000,
}
MONTHLY_RENTAL_INCOME_MAD = 12_000
_COSTS_GROW_PERCENT_A_YEAR = 6

_RAMADANS = (
    (date(2017, 5, 27), date(2017, 6, 24)),
    (date(2018, 5, 17), date(2018, 6, 14)),
    (date(2019, 5, 7), date(2019, 6, 4)),
    (date(2020, 4, 25), date(2020, 5, 23)),
)
_ACHOURAS = (date(2017, 10, 1), date(2018, 9, 21), date(2019, 9, 10), date(2020, 8, 30))
_LOCKDOWN = (date(2020, 3, 20), date(2020, 6, 10))
_SATURDAY = 5


def days() -> list[date]:
    """Every day of the history; the market opens on all of them."""
    return [FIRST_DAY + timedelta(days=offset) for offset in range((LAST_DAY - FIRST_DAY).days + 1)]


def weight_of(day: date) -> int:
    """How strong a day is within its year: weekends, Ramadan, Achoura, December, growth, the lockdown."""
    weight = 10_000 + 8 * day.timetuple().tm_yday
    percents = (
        180 if day.weekday() >= _SATURDAY else 100,
        210 if any(first <= day <= last for first, last in _RAMADANS) else 100,
        150 if any(timedelta(0) <= feast - day < timedelta(days=8) for feast in _ACHOURAS) else 100,
        130 if day.month == 12 else 100,
        22 if _LOCKDOWN[0] <= day <= _LOCKDOWN[1] else 100,
    )
    for percent in percents:
        weight = weight * percent // 100
    return weight


def monthly_cost_mad(category: str, month: date) -> int:
    """What a category cost in a month of the history."""
    years = (month.year - FIRST_DAY.year) * 12 + month.month - FIRST_DAY.month
    cost = MONTHLY_COSTS_MAD[category]
    for _ in range(years // 12):
        cost += cost * _COSTS_GROW_PERCENT_A_YEAR // 100
    return cost


def months() -> list[date]:
    """The first day of every month of the history."""
    return sorted({day.replace(day=1) for day in days()})
