"""Bringing schemas up to date, again and again, and only those that are behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from tenants.database import grants, migration, replay
from tenants.database.session import as_market, as_owner, close_connections

# All that PostgreSQL knows of a schema, as text and without its name.
STANDING = """
    WITH here AS (SELECT * FROM pg_class WHERE relnamespace = %(schema)s::regnamespace)
    SELECT 'relation', relname, relkind::text,
           concat_ws(' ', relrowsecurity, relforcerowsecurity, reloptions::text, relacl::text) FROM here
    UNION ALL
    SELECT 'column', relname, attname, concat_ws(' ', attnum, format_type(atttypid, atttypmod), attnotnull,
           attidentity, attgenerated, attstorage, attcollation, pg_get_expr(adbin, adrelid), attacl::text)
    FROM here JOIN pg_attribute ON attrelid = here.oid AND NOT attisdropped AND relkind = 'r'
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    UNION ALL
    SELECT 'constraint', relname, conname, pg_get_constraintdef(c.oid)
    FROM here JOIN pg_constraint c ON conrelid = here.oid
    UNION ALL
    SELECT 'index', relname, relname, pg_get_indexdef(oid) FROM here WHERE relkind = 'i'
    UNION ALL
    SELECT 'trigger', relname, tgname, pg_get_triggerdef(t.oid)
    FROM here JOIN pg_trigger t ON tgrelid = here.oid AND NOT tgisinternal
    UNION ALL
    SELECT 'policy', relname, polname, concat_ws(' ', polcmd, pg_get_expr(polqual, polrelid))
    FROM here JOIN pg_policy ON polrelid = here.oid
    UNION ALL
    SELECT 'function', proname, proname, concat_ws(' ', pg_get_functiondef(oid), proacl::text)
    FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
"""


def standing(schema: str) -> set[tuple[str, ...]]:
    """What stands in a market's schema, and which migrations it says it has."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(STANDING, {"schema": schema})
        rows = cursor.fetchall()
        cursor.execute(
            f"SELECT 'migration', app, name, count(*) FROM {schema}.django_migrations GROUP BY 1, 2, 3"
        )
        rows += cursor.fetchall()
    return {tuple(str(value).replace(schema, "here") for value in row) for row in rows}


class TestReplay:
    """The second market of a process is not migrated: what made the first is run again."""

    def test_makes_what_migrations_make(
        self, make_live_market: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(replay, "is_kept", lambda plan: False)
            migrated = make_live_market()
        with monkeypatch.context() as patch:
            patch.delattr(MigrationExecutor, "migrate")
            replayed = make_live_market()

        assert standing(replayed) == standing(migrated)
        kinds = {row[0] for row in standing(replayed)}
        assert kinds >= {"relation", "column", "constraint", "index", "migration"}


class TestMigratePublic:
    def test_twice_is_once(self, network_database: None) -> None:
        assert migration.migrate_public() == []
        with as_owner():
            assert grants.in_catalogue("public") == grants.declared(public=True)

    def test_waits_for_another_that_migrates(self, network_database: None) -> None:
        def migrate() -> list[tuple[str, str]]:
            try:
                return migration.migrate_public()
            finally:
                close_connections()

        with ThreadPoolExecutor(3) as pool:
            done = [each.result(timeout=60) for each in [pool.submit(migrate) for _ in range(6)]]
        assert done == [[]] * 6


class TestMigrateMarkets:
    def test_asks_all_markets_in_one_query(self, network_database: None) -> None:
        with as_owner(), CaptureQueriesContext(connection) as captured:
            assert migration.markets_behind(["casablanca", "marrakech"]) == []
        assert len([q for q in captured if "django_migrations" in q["sql"]]) == 1

    def test_leaves_a_market_that_is_not_behind_alone(self, network_database: None) -> None:
        assert migration.migrate_markets(["casablanca", "marrakech"]) == {}

    def test_finds_the_one_that_is_behind(self, network_database: None) -> None:
        with as_owner(), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM marrakech.django_migrations WHERE app = 'settlement'")
            assert migration.markets_behind(["casablanca", "marrakech"]) == ["marrakech"]
            transaction.set_rollback(True)

    def test_renews_grants_that_no_longer_say_what_is_declared(self, live_market: str) -> None:
        name = connection.settings_dict["NAME"]
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f'GRANT DELETE ON {live_market}.sales_sale TO "{name}_m_{live_market}"')
        assert migration.migrate_markets([live_market]) == {}
        with as_owner():
            assert grants.in_catalogue(live_market) == grants.declared(public=False)


class TestProvisioning:
    def test_leaves_nothing_when_a_first_row_fails(self, network_database: None) -> None:
        from datetime import UTC, datetime

        from tenants.network import operations as network
        from tenants.network.models import Market
        from tenants.network.types import MarketDescription

        def fail(created_at: datetime) -> None:
            raise RuntimeError("a first row that cannot be written")

        description = MarketDescription(
            slug="agadir", name_ar="س", name_fr="A", name_en="A", city="Agadir", region_code="MA-09"
        )
        with pytest.raises(RuntimeError):
            network.create_market(
                description=description,
                created_at=datetime(2026, 11, 10, tzinfo=UTC),
                first_rows=[fail],
            )
        with as_owner(), connection.cursor() as cursor:
            assert not Market.objects.filter(schema_name="agadir").exists()
            cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'agadir'")
            assert cursor.fetchone() is None
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname LIKE '%_m_agadir'")
            assert cursor.fetchone() is None

    def test_starts_a_market_with_a_year_of_periods(self, network_database: None) -> None:
        from markets.periods.models import Period

        with as_market("casablanca"):
            assert Period.objects.count() >= 25
