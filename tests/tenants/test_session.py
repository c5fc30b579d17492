"""Choosing the login of a thread, and the connections kept idle."""

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from kernel.ids import new_id
from tenants.database.claims import claim
from tenants.database.engine.base import DatabaseWrapper
from tenants.database.logins import Login
from tenants.database.session import as_gate, as_hq, as_market, as_owner, close_connections, current_login


def who() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user, current_schema()")
        row = cursor.fetchone()
    assert row is not None
    return row


class TestContexts:
    def test_nest_and_restore(self, network_database: None) -> None:
        name = connection.settings_dict["NAME"]
        with as_market("casablanca"):
            assert who() == (f"{name}_m_casablanca", "casablanca")
            with as_hq():
                assert who() == (f"{name}_hq", "public")
            assert who() == (f"{name}_m_casablanca", "casablanca")
        assert current_login() is None

    def test_restore_after_an_exception(self, network_database: None) -> None:
        with pytest.raises(RuntimeError), as_gate():
            raise RuntimeError
        assert current_login() is None

    def test_send_no_set_statement_for_a_market(self, network_database: None) -> None:
        with as_market("casablanca"), CaptureQueriesContext(connection) as captured:
            who()
        assert len(captured) == 1

    def test_let_the_owner_move_between_schemas_within_one_transaction(self, network_database: None) -> None:
        with as_owner(), transaction.atomic():
            assert who()[1] == "public"
            with as_owner("casablanca"):
                assert who()[1] == "casablanca"
            assert who()[1] == "public"


class TestIdleConnections:
    def test_are_reused(self, network_database: None) -> None:
        def backend() -> int:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                return int(cursor.fetchone()[0])

        with as_market("casablanca"):
            first = backend()
        with as_hq():
            assert backend() != first
        with as_market("casablanca"):
            assert backend() == first

    def test_are_bounded_and_closed_with_the_thread(self, network_database: None) -> None:
        for context in (as_hq, as_gate, as_owner):
            with context():
                who()
        assert 0 < len(idle()) <= connection.settings_dict["LOGINS"].connections_per_thread
        close_connections()
        assert not idle()

    def test_are_replaced_when_their_server_process_is_gone(self, network_database: None) -> None:
        with as_hq():
            who()
        with as_owner():
            for lost in idle().values():
                lost.close()
        with as_hq():
            assert who()[1] == "public"


def idle() -> dict[Login, Any]:
    wrapper = connections["default"]
    assert isinstance(wrapper, DatabaseWrapper)
    return dict(wrapper._idle)


class TestClaim:
    def test_lets_one_holder_in_at_a_time(self, network_database: None) -> None:
        mine, order, entered = new_id(), [], threading.Event()

        def second() -> None:
            with as_market("casablanca"), transaction.atomic():
                entered.set()
                claim(mine)
                order.append("second")
            close_connections()

        with as_market("casablanca"), transaction.atomic():
            claim(mine)
            other = threading.Thread(target=second)
            other.start()
            entered.wait(5)
            order.append("first")
        other.join(10)
        assert order == ["first", "second"]

    def test_needs_a_transaction(self, network_database: None) -> None:
        with as_market("casablanca"), pytest.raises(AssertionError):
            claim(new_id())
