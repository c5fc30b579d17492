"""The setting of every benchmark: a database of its own on the embedded server. Import it before anything
that reads the configuration.
"""

import os
from pathlib import Path

DATABASE, KEPT = "speed", "speed_kept"
"""The database that is measured, and the one it is copied from at the beginning of a run."""

os.environ.update(
    TADAMUN_ENV="test",
    DATA_DIR="var/bench",
    DATABASE_NAME=DATABASE,
    DJANGO_SETTINGS_MODULE="config.settings",
    DOMAIN="localhost",
    # Authentication, limits and costs are on; this client's bucket is large.
    COST_PER_REQUEST="900000000",
    COST_MAXIMUM="999999999",
    COST_RESTORE_RATE="999999999",
)
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from kernel import clock
from kernel.halfmonth import HalfMonth, business_date

HERE = Path(__file__).resolve().parent
DOMAIN = "localhost"
ACTOR, APPROVER = "bench:preparer", "bench:approver"
MARKET = "casablanca"
OTHERS = ("marrakech", "tangier", "rabat")
TILLS = 8
ON_HAND = 1_000_000
HALF_MONTHS = 24

NOW = clock.now()
CURRENT = HalfMonth.containing(business_date(NOW))


def half_months_before(half_month: HalfMonth, count: int) -> list[HalfMonth]:
    """So many half-months before this one, the oldest first."""
    found = [half_month]
    for _ in range(count):
        found.append(found[-1].previous())
    return found[:0:-1]


JUST_ENDED = CURRENT.previous()
"""Over and not cut off: what S1 closes."""

SETTLED = half_months_before(JUST_ENDED, HALF_MONTHS)
"""The settled half-months, the oldest first."""
