"""How long one statement may take: a setting of each login, and more for processes that nobody waits for."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled

from config.environment import ENV
from tenants.database import migration, roles
from tenants.database.engine.base import DatabaseWrapper
from tenants.database.session import (
    BATCH_STATEMENT_TIMEOUT,
    as_gate,
    as_hq,
    as_market,
    as_owner,
    as_worker,
    close_connections,
    take_time,
)


def allowed(login: AbstractContextManager[None]) -> str:
    with login, connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def new_connections(network_database: None) -> Iterator[None]:
    """Settings of a role and of a process hold for connections made afterwards."""
    close_connections()
    yield
    close_connections()


@pytest.mark.usefixtures("new_connections")
class TestStatementTimeout:
    def test_is_a_setting_of_each_login(self) -> None:
        of_requests = f"{ENV.statement_timeout}s"

        assert allowed(as_hq()) == allowed(as_market("casablanca")) == of_requests
        assert allowed(as_gate()) == "2s"
        assert allowed(as_worker()) == "1min"
        assert allowed(as_owner()) == "0"

    def test_comes_to_an_older_database_when_it_is_migrated(self) -> None:
        database = connection.settings_dict["LOGINS"].database
        names = [f"{database}_{login}" for login in ("hq", "gate", "worker", "m_casablanca")]
        with as_owner():
            for name in names:
                roles.execute(f"ALTER ROLE {name} IN DATABASE {database} RESET statement_timeout")
        assert allowed(as_hq()) == allowed(as_market("casablanca")) == "0"

        migration.migrate_public()
        migration.migrate_markets(["casablanca"])
        close_connections()

        self.test_is_a_setting_of_each_login()

    def test_ends_a_statement(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(DatabaseWrapper, "statement_timeout", "50ms")

        with (
            as_market("casablanca"),
            pytest.raises(OperationalError) as ended,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT pg_sleep(20)")

        assert isinstance(ended.value.__cause__, QueryCanceled)

    def test_is_longer_in_processes_that_nobody_waits_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(DatabaseWrapper, "statement_timeout", "")
        take_time()

        assert BATCH_STATEMENT_TIMEOUT == "15min"
        assert allowed(as_market("casablanca")) == allowed(as_gate()) == "15min"
        assert allowed(as_owner()) == "0"
