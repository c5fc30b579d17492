"""What was published about the Oasis market (sources in `data/SOURCES.md`), and how the generator draws."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from shared_catalog.registry.types import Group

COOPERATIVES_BY_GROUP: Mapping[Group, int] = {Group.TERROIR: 159, Group.AGRI: 122, Group.COSMETICS: 75}

COOPERATIVES_BY_REGION_IN_2019: Mapping[str, int] = {
    "MA-01": 23,
    "MA-02": 27,
    "MA-03": 53,
    "MA-04": 22,
    "MA-05": 47,
    "MA-06": 27,
    "MA-07": 32,
    "MA-08": 13,
    "MA-09": 47,
    "MA-10": 2,
    "MA-11": 4,
    "MA-12": 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Growth from the day after the wave before: how many cooperatives and products there were on `until`."""

    since: date
    until: date
    cooperatives: int
    products: int


WAVES = (
    Wave(since=date(2017, 3, 17), until=date(2017, 3, 17), cooperatives=150, products=2_200),
    Wave(since=date(2017, 3, 18), until=date(2017, 9, 30), cooperatives=238, products=4_372),
    Wave(since=date(2017, 10, 1), until=date(2019, 3, 31), cooperatives=302, products=6_800),
    Wave(since=date(2019, 4, 1), until=date(2021, 3, 31), cooperatives=356, products=8_872),
)

PROGRAMME_OF_2018, PROGRAMME_OF_2020 = "ONSSA-2018", "ONSSA-2020"
AUTHORISED_IN_2018_AND_2019 = 166
"""Authorisations obtained through the programme in those two years. About 200 cooperatives were enrolled for
2020 and 2021: 166 and the others make the 356.
"""

_NAMESPACE = UUID("6f1c9a52-6c1e-5b0f-9d0a-7e1d5a3c2b10")


def seeded_id(*names: object) -> UUID:
    """The id of a made-up thing, the same for ever."""
    return uuid5(_NAMESPACE, "/".join(str(name) for name in names))


def dice(*names: object) -> random.Random:
    """A generator of a thing's own, so that what is drawn for it does not depend on what others drew."""
    return random.Random("/".join(("tadamun", *(str(name) for name in names))))


def day_between(first: date, last: date, rolls: random.Random) -> date:
    """A day from `first` to `last`, both included."""
    return first + timedelta(days=rolls.randrange((last - first).days + 1))
