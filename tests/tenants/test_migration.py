"""Bringing schemas up to date, again and again, and only those that are behind."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants.database import grants, migration
from tenants.database.session import as_market, as_owner, close_connections


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
