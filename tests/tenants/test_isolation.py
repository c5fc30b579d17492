"""What a market's connection cannot do, on real logins: PostgreSQL refuses, whatever the program says."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import DatabaseError

from config.environment import ENV
from tenants.database import grants, roles
from tenants.database.engine.base import NoLogin
from tenants.database.rights import APPEND
from tenants.database.session import as_gate, as_hq, as_market, as_worker, close_connections, current_login
from tenants.network.models import Market


@pytest.fixture
def real_logins(network_database: None) -> Iterator[None]:
    """Connections that log in as themselves, closed at the end."""
    yield
    close_connections()


def run(statement: str, *parameters: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall()) if cursor.description else []


def refused(statement: str, *parameters: object) -> bool:
    """Whether PostgreSQL refuses the statement for want of privilege, and not for another reason."""
    try:
        with transaction.atomic():
            run(statement, *parameters)
    except DatabaseError as error:
        cause = error.__cause__
        assert isinstance(cause, psycopg.errors.InsufficientPrivilege), cause
        return True
    return False


KEYS = {model._meta.db_table: model._meta.pk.column for model in grants.models_of(public=False)}
MARKET_TABLES = sorted(KEYS)
APPEND_ONLY_TABLES = sorted(
    model._meta.db_table
    for model in grants.models_of(public=False)
    if grants.rights_of(model).market == APPEND
)


class TestMarketLogin:
    @pytest.mark.parametrize("table", MARKET_TABLES)
    def test_cannot_read_or_write_another_market(self, real_logins: None, table: str) -> None:
        with as_market("casablanca"):
            assert refused(f"SELECT * FROM marrakech.{table}")
            assert refused(f"INSERT INTO marrakech.{table} DEFAULT VALUES")
            assert refused(f"UPDATE marrakech.{table} SET {KEYS[table]} = {KEYS[table]}")
            assert refused(f"DELETE FROM marrakech.{table}")

    def test_cannot_become_another_role(self, real_logins: None) -> None:
        database = roles.logins().database
        for role in (f"{database}_m_marrakech", f"{database}_hq", f"{database}_owner", f"{database}_markets"):
            with as_market("casablanca"):
                assert refused(f'SET ROLE "{role}"')
                assert refused(f'SET SESSION AUTHORIZATION "{role}"')
                assert refused("SELECT set_config('role', %s, false)", role)

    def test_gains_nothing_by_moving_its_search_path(self, real_logins: None) -> None:
        with as_market("casablanca"), transaction.atomic():
            run("SELECT set_config('search_path', 'marrakech, public', true)")
            with pytest.raises(ProgrammingError):
                # Without USAGE the schema is skipped, so the name is not even found.
                run("SELECT * FROM sales_sale")

    def test_gains_nothing_by_a_stacked_statement(self, real_logins: None) -> None:
        with as_market("casablanca"):
            assert refused("SELECT 1; SET ROLE postgres; SELECT * FROM marrakech.sales_sale")
            assert refused("SELECT 1; SELECT * FROM marrakech.sales_sale")

    def test_sees_its_own_schema_through_the_orm_and_none_of_the_others_rows(self, real_logins: None) -> None:
        from markets.periods.models import Period

        with as_market("casablanca"):
            here = Period.objects.count()
            assert here > 0
            assert run("SELECT current_schema()") == [("casablanca",)]
        with as_market("marrakech"):
            assert run("SELECT current_schema()") == [("marrakech",)]

    def test_cannot_read_what_is_private_in_the_public_schema(self, real_logins: None) -> None:
        with as_market("casablanca"):
            assert refused("SELECT * FROM identity_api_token")
            assert refused("SELECT * FROM django_migrations")
            assert refused("SELECT * FROM procrastinate_jobs")

    def test_cannot_write_the_nation(self, real_logins: None) -> None:
        with as_market("casablanca"):
            for table in ("registry_cooperative", "catalogue_product", "network_market"):
                assert refused(f"DELETE FROM {table}")
                assert refused(f"UPDATE {table} SET id = id")

    def test_cannot_create_anything(self, real_logins: None) -> None:
        with as_market("casablanca"):
            assert refused("CREATE TABLE trap (id int)")
            assert refused("CREATE TEMPORARY TABLE sales_sale (id int)")
            assert refused("CREATE SCHEMA trap")
            assert refused("COPY (SELECT 1) TO PROGRAM 'true'")

    @pytest.mark.parametrize("table", APPEND_ONLY_TABLES)
    def test_cannot_change_what_is_append_only(self, real_logins: None, table: str) -> None:
        with as_market("casablanca"):
            assert refused(f"UPDATE {table} SET {KEYS[table]} = {KEYS[table]}")
            assert refused(f"DELETE FROM {table}")
            assert refused(f"TRUNCATE {table}")

    def test_may_give_an_event_its_position_and_change_nothing_else_of_it(self, real_logins: None) -> None:
        with as_market("casablanca"):
            run("UPDATE events_event SET position = position WHERE false")
            assert refused("UPDATE events_event SET payload = payload WHERE false")
            assert refused("DELETE FROM events_event")


class TestHeadquartersLogin:
    def test_reads_every_markets_figures_and_nothing_else_of_it(self, real_logins: None) -> None:
        with as_hq():
            for market in ("casablanca", "marrakech"):
                assert run(f"SELECT count(*) FROM {market}.figures_cooperative_day") == [(0,)]
                for table in (name for name in MARKET_TABLES if not name.startswith("figures_")):
                    assert refused(f"SELECT * FROM {market}.{table}")
                assert refused(f"UPDATE {market}.figures_cooperative_day SET items = 0")

    def test_reads_and_writes_the_public_schema(self, real_logins: None) -> None:
        with as_hq():
            assert Market.objects.count() >= 2


class TestOtherLogins:
    def test_the_gate_reads_hosts_and_tokens_and_writes_nothing(self, real_logins: None) -> None:
        with as_gate():
            run("SELECT * FROM identity_api_token")
            run("SELECT * FROM network_domain")
            assert refused("SELECT * FROM registry_cooperative")
            assert refused("DELETE FROM identity_api_token")
            assert refused("SELECT * FROM casablanca.sales_sale")

    def test_the_worker_reads_no_market(self, real_logins: None) -> None:
        with as_worker():
            assert refused("SELECT * FROM casablanca.sales_sale")
            assert refused("SELECT * FROM identity_api_token")

    def test_without_a_login_every_query_fails(self, network_database: None) -> None:
        assert current_login() is None
        with pytest.raises(NoLogin):
            Market.objects.count()

    def test_one_transaction_belongs_to_one_login(self, real_logins: None) -> None:
        with (
            as_market("casablanca"),
            transaction.atomic(),
            pytest.raises(transaction.TransactionManagementError),
            as_market("marrakech"),
        ):
            pass

    def test_no_login_of_the_platform_is_a_superuser(self, real_logins: None) -> None:
        with as_hq():
            rows = run(
                "SELECT rolname FROM pg_roles "
                "WHERE (rolsuper OR rolbypassrls OR rolreplication) AND rolname LIKE %s",
                f"{roles.logins().database}%",
            )
        assert rows == []
        assert ENV.embedded
