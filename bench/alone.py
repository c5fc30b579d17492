"""A database of one's own, for programs that build what they measure: `python -m bench.search` and its like.
Import it before anything that reads the configuration.
"""

import os

os.environ.update(
    TADAMUN_ENV="test",
    DATA_DIR="var/bench",
    DATABASE_NAME=f"bench_{os.getpid()}",
    DJANGO_SETTINGS_MODULE="config.settings",
    LOG_LEVEL="error",
    # A client whose bucket is large: its points are counted and taken as any client's are.
    COST_MAXIMUM="999999999",
    COST_RESTORE_RATE="999999999",
)
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from config import database
from config.environment import ENV
from config.first_rows import FIRST_ROWS
from shared_catalog.seed import operations as seed
from tenants.database import migration
from tenants.database.session import as_hq, close_connections
from tenants.network import operations as network
from tenants.network.types import MarketDescription

MARKET = "casablanca"
AT = datetime(2026, 11, 10, 10, tzinfo=UTC)
BEFORE = AT - timedelta(days=30)
"""When the nation's rows were made."""
PREPARER, APPROVER = "bench:preparer", "bench:approver"


@contextmanager
def nation_with(*markets: str) -> Iterator[None]:
    """The cooperatives and products of the Oasis market, and these markets, in a new database; dropped
    afterwards.
    """
    try:
        database.recreate(ENV)
        migration.migrate_public()
        for slug in markets:
            network.create_market(description=_described(slug), created_at=AT, first_rows=FIRST_ROWS)
        with as_hq():
            seed.load(at=BEFORE, actor=PREPARER)
        yield
    finally:
        close_connections()
        database.drop(ENV)


def _described(slug: str) -> MarketDescription:
    return MarketDescription(
        slug=slug,
        name_ar="السوق التضامني",
        name_fr="Marché solidaire",
        name_en="Solidarity market",
        city=slug.title(),
        region_code="MA-06",
        legal_name="Marché solidaire",
    )
