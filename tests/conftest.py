"""The database of the tests and the standing cast of markets.

One embedded server for each process of the run, in its own folder: the horizon below which events get their
positions belongs to a whole server, and one process's transactions would hold up another's. Two ways to use
it:

* `casablanca`, `marrakech`, `hq`, `rollback`: one superuser connection that acts as the login under test,
  with that login's real privileges, in one transaction that is rolled back. Fast; for nearly everything.
* `live_market`: a market provisioned for this test alone, real logins, committed data; for threads, crashes
  and isolation.
"""

import os

os.environ["TADAMUN_ENV"] = "test"
os.environ["DATA_DIR"] = f"var/test{os.environ.get('PYTEST_XDIST_WORKER', '')}"
# A database for each run, so that two runs at once do not meet.
os.environ["DATABASE_NAME"] = f"test_{os.getpid()}"
os.environ["DOMAIN"] = "testserver"
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import django
import hypothesis
import pytest

django.setup()

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test.utils import setup_test_environment
from psycopg.sql import SQL, Identifier

from config import database
from config.environment import ENV
from config.first_rows import FIRST_ROWS
from tenants.database import grants, migration, roles
from tenants.database.logins import market_role
from tenants.database.session import as_hq, as_market, as_owner, close_connections
from tenants.network import operations as network
from tenants.network.models import Domain, Market
from tenants.network.types import Kind, MarketDescription

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
"""The instant at which tests happen unless they say otherwise: a Tuesday morning in a first half-month."""

pytest_plugins = ["builders", "people_builders", "stripe_builders", "paying_by_stripe", "signing_in"]

# `make check-deep` takes this profile; a run of `make test` stays at Hypothesis's own hundred examples.
hypothesis.settings.register_profile("deep", max_examples=3000, deadline=None)

# That guessing a password costs much is the point of Argon2, and of none of these tests.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64

setup_test_environment()
_names = itertools.count(1)


def provision(slug: str, *, created_at: datetime = NOW, kind: Kind = Kind.CITY) -> str:
    """Make a market as the command line would, and open it."""
    description = MarketDescription(
        slug=slug,
        name_ar="سوق",
        name_fr=f"Marché {slug}",
        name_en=f"{slug} market",
        city=slug,
        region_code="MA-06",
        kind=kind,
    )
    network.create_market(description=description, created_at=created_at, first_rows=FIRST_ROWS)
    with as_hq():
        # As if it had been open for a year, so that a test may sell late what happened long before.
        network.open_market(slug=slug, at=created_at - timedelta(days=366))
    return slug


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Property tests are known by their decorator, so that nobody has to remember a mark.

    The demo goes first: processes take tests from the end of each other's lists, and whoever took one of its
    would load it anew.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")
    items.sort(key=lambda item: item.path.name != "test_demo.py")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests measured, with `record_property("measured", …)`, whichever worker process ran them."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    lines = [
        value
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "measured"
    ]
    if lines:
        terminalreporter.section("measured")
        for line in sorted(lines):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def network_database() -> Iterator[None]:
    """A fresh database with the public schema and the markets casablanca and marrakech."""
    database.recreate(ENV)
    migration.migrate_public()
    for slug in ("casablanca", "marrakech"):
        provision(slug)
    yield
    close_connections()
    database.drop(ENV)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def rollback(network_database: None) -> Iterator[None]:
    """One transaction as any login, rolled back at the end."""
    with connection.borrowed():  # type: ignore[attr-defined]
        with as_owner():
            connection.ensure_connection()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.fixture
def casablanca(rollback: None) -> Iterator[str]:
    with as_market("casablanca"):
        yield "casablanca"


@pytest.fixture
def marrakech(rollback: None) -> Iterator[str]:
    with as_market("marrakech"):
        yield "marrakech"


@pytest.fixture
def hq(rollback: None) -> Iterator[None]:
    with as_hq():
        yield


@pytest.fixture
def committed_nation(network_database: None) -> Iterator[None]:
    """What the test commits on real logins to the public schema is forgotten at the end."""
    yield
    close_connections()
    with as_owner(), transaction.atomic():
        _forget_the_nation()
    close_connections()


@pytest.fixture
def make_live_market(network_database: None) -> Iterator[Callable[..., str]]:
    """Makes open markets of this test's own, on real logins with committed data; taken away at the end."""
    made: list[str] = []

    def make(created_at: datetime = NOW, kind: Kind = Kind.CITY) -> str:
        made.append(provision(f"live{next(_names)}x{os.getpid()}", created_at=created_at, kind=kind))
        return made[-1]

    yield make
    close_connections()
    with as_owner(), transaction.atomic():
        _forget_the_nation()
        for slug in made:
            _take_away(slug)
    close_connections()


def _forget_the_nation() -> None:
    """Whatever a test on real logins committed to the public schema, markets apart."""
    # The calendar of bank holidays is seeded once by a migration, and no test on real logins edits it.
    owned = (
        "shared_catalog.registry.",
        "shared_catalog.catalogue.",
        "tenants.people.",
        "tenants.events.",
        "tenants.oauth.",
        "oauth2_provider.",
        "django.contrib.sessions.",
        "tenants.identity.",
        "tenants.outbox.",
        "tenants.audit.",
        "tenants.webhooks.",
        "tenants.usage.",
        "tenants.bulk.",
    )
    models = [model for model in grants.models_of(public=True) if model.__module__.startswith(owned)]
    roles.execute(
        "TRUNCATE {} RESTART IDENTITY CASCADE",
        SQL(", ").join(Identifier(model._meta.db_table) for model in models),
    )


def _take_away(slug: str) -> None:
    role, database = market_role(ENV.database_name, slug), Identifier(ENV.database_name)
    roles.execute("DROP SCHEMA {} CASCADE", Identifier(slug))
    Domain.objects.filter(tenant__schema_name=slug).delete()
    Market.objects.filter(schema_name=slug)._raw_delete(using="default")
    roles.execute("REVOKE ALL ON DATABASE {} FROM {}", database, Identifier(role))
    roles.execute("DROP ROLE {}", Identifier(role))


@pytest.fixture
def live_market(make_live_market: Callable[..., str]) -> str:
    return make_live_market()
