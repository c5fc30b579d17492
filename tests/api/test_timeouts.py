"""A statement that takes longer than its login allows: a code, and nothing that changed."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from config import database
from config.environment import ENV
from kernel import clock
from markets.tills.models import Till
from tenants.database.engine.base import DatabaseWrapper
from tenants.database.session import as_hq, as_market, close_connections
from tenants.identity.operations import issue_token
from tenants.permissions import Role

OPEN = """mutation ($a: String!) {
  one: openTill(input: {code: $a, name: ""}) { till { code } errors { code } } }"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logins that give their statements a third of a second, far less than a wait for a lock may take."""
    close_connections()
    monkeypatch.setattr(DatabaseWrapper, "statement_timeout", "300ms")
    yield
    close_connections()


@pytest.fixture
def manager_there(impatient: None, live_market: str, api: type[Any]) -> Any:
    with as_hq():
        issued = issue_token(role=Role.MARKET_MANAGER, scope=live_market, label="live", issued_at=clock.now())
    return api(issued.token, live_market)


@pytest.fixture
def locked(live_market: str) -> Iterator[Callable[[], None]]:
    """The market's tills, held by somebody else until the function is called."""
    with psycopg.connect(database.address(ENV).conninfo()) as holder:
        statement = SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE")
        holder.execute(statement.format(Identifier(live_market, "tills_till")))
        yield holder.rollback


class TestTimeouts:
    def test_of_a_query_answer_a_code(self, manager_there: Any, locked: Callable[[], None]) -> None:
        body = manager_there.ask("{ tills { nodes { code } } market { slug } }")

        [error] = body["errors"]
        assert error["extensions"] == {"code": "TIMEOUT"} and error["path"] == ["tills"]
        assert "canceling" not in str(body) and body["data"]["market"]["slug"] == manager_there.host
        locked()
        assert manager_there.data("{ tills { nodes { code } } }") == {"tills": {"nodes": []}}

    def test_of_a_mutation_change_nothing(
        self, manager_there: Any, live_market: str, locked: Callable[[], None]
    ) -> None:
        assert manager_there.codes(OPEN, a="T1") == ["TIMEOUT"]

        locked()
        with as_market(live_market):
            assert not Till.objects.exists()
        assert manager_there.data(OPEN, a="T1")["one"]["till"] == {"code": "T1"}
