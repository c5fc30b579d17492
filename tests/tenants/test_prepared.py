"""Statements prepared once for a connection."""

import threading
from typing import Any

import pytest
from django.db import (
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tenants.database import prepared
from tenants.database.engine.base import NoLogin
from tenants.database.session import as_hq, as_market, as_owner, close_connections

SCHEMA = "SELECT current_schema(), $1::int + 1"


def on_server() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name LIKE 'tadamun%'")
        return {text for (text,) in cursor.fetchall()}


class TestExecute:
    def test_prepares_once_for_each_connection(self, network_database: None) -> None:
        for context, schema in ((as_market("casablanca"), b"casablanca"), (as_hq(), b"public")):
            with context:
                assert prepared.execute(SCHEMA, ["41"]) == [(schema, b"42")]
                assert prepared.execute(SCHEMA, [b"1"]) == [(schema, b"2")]
                assert prepared.kept() == len(on_server())
                assert SCHEMA in on_server()

    def test_gives_null_and_rows_in_order(self, casablanca: str) -> None:
        rows = prepared.execute("SELECT n, $1::text FROM generate_series(1, 3) n ORDER BY n DESC", [None])
        assert rows == [(b"3", None), (b"2", None), (b"1", None)]

    def test_needs_a_login(self, network_database: None) -> None:
        with pytest.raises(NoLogin):
            prepared.execute("SELECT 1")

    def test_follows_the_owner_between_schemas(self, network_database: None) -> None:
        with as_owner("casablanca"):
            assert prepared.execute("SELECT current_schema()") == [(b"casablanca",)]
            with as_owner("marrakech"):
                assert prepared.execute("SELECT current_schema()") == [(b"marrakech",)]

    def test_acts_as_the_login_under_test(self, rollback: None) -> None:
        for slug in ("casablanca", "marrakech", "casablanca"):
            with as_market(slug):
                [(user, schema)] = prepared.execute("SELECT session_user::text, current_schema()")
                assert user is not None and user.endswith(f"_m_{slug}".encode())
                assert schema == slug.encode()

    def test_keeps_a_bounded_number_on_the_server(
        self, network_database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(prepared, "MOST", 3)
        close_connections()
        with as_hq():
            for number in (1, 2, 3, 1, 4, 5):
                prepared.execute(f"SELECT {number}")
            assert on_server() == {"SELECT 1", "SELECT 4", "SELECT 5"}
            assert prepared.kept() == 3
        close_connections()


class TestTransactions:
    def test_a_statement_belongs_to_the_transaction_under_way(self, network_database: None) -> None:
        held = "SELECT pg_try_advisory_xact_lock(77)"
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77"
        with as_market("casablanca"):
            with transaction.atomic():
                assert prepared.execute(held) == [(b"t",)]
                assert prepared.execute(locks) == [(b"1",)]
            assert prepared.execute(held) == [(b"t",)]
            assert prepared.execute(locks) == [(b"0",)]

    def test_what_fails_undoes_a_savepoint_only(self, casablanca: str) -> None:
        divide = "SELECT 1 / $1::int"
        with pytest.raises(DataError), transaction.atomic():
            prepared.execute(divide, ["0"])
        assert prepared.execute(divide, ["1"]) == [(b"1",)]

    def test_after_a_failure_only_a_rollback_follows(self, network_database: None) -> None:
        with as_market("casablanca"), pytest.raises(ProgrammingError), transaction.atomic():
            try:
                with transaction.atomic(savepoint=False):
                    prepared.execute("SELECT nothing_such")
            finally:
                with pytest.raises(TransactionManagementError):
                    prepared.execute("SELECT 1")

    def test_raises_what_django_raises(self, network_database: None) -> None:
        taken = "INSERT INTO tenants_network_nothing VALUES (1)"
        with as_hq():
            with pytest.raises(ProgrammingError, match="does not exist"):
                prepared.execute(taken)
            with pytest.raises(IntegrityError, match="null value"):
                prepared.execute("INSERT INTO network_domain DEFAULT VALUES")

    def test_survives_a_table_that_changed(self, network_database: None) -> None:
        everything = "SELECT * FROM pg_temp.changing"
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE changing AS SELECT 1 AS one")
            assert prepared.execute(everything) == [(b"1",)]
            cursor.execute("ALTER TABLE changing ADD COLUMN two int DEFAULT 2")
            assert prepared.execute(everything) == [(b"1", b"2")]
            cursor.execute("DEALLOCATE ALL")
            assert prepared.execute(everything) == [(b"1", b"2")]
        close_connections()


class TestAsk:
    def test_asks_several_things_by_one_round_trip(self, network_database: None) -> None:
        def question(number: int) -> prepared.Question[int]:
            return prepared.Question("SELECT $1::int + 1", [str(number)], lambda rows: int(rows[0][0] or 0))

        with as_hq():
            assert prepared.ask(question(1), question(2), question(1)) == (2, 3, 2)
            with transaction.atomic():
                assert prepared.ask(question(41)) == (42,)

    def test_raises_for_the_first_that_fails_and_goes_on_afterwards(self, network_database: None) -> None:
        def halves(of: int) -> prepared.Question[int]:
            return prepared.Question("SELECT 10 / $1::int", [str(of)], lambda rows: int(rows[0][0] or 0))

        with as_hq():
            with pytest.raises(DataError, match="division by zero"):
                prepared.ask(halves(2), halves(0), halves(5))
            assert prepared.ask(halves(2), halves(5)) == (5, 2)
            with pytest.raises(DataError), transaction.atomic():
                prepared.ask(halves(0))
            assert prepared.ask(halves(1)) == (10,)

    @pytest.mark.parametrize("asked", [prepared.ask, lambda one: prepared.execute(one.statement)])
    def test_says_so_when_the_server_is_gone(self, network_database: None, asked: Any) -> None:
        one = prepared.Question("SELECT 1", (), len)
        with as_hq():
            [(mine,)] = prepared.execute("SELECT pg_backend_pid()")
            asked(one)

        def end() -> None:
            with as_hq():
                prepared.execute("SELECT pg_terminate_backend($1::int)", [mine])
            close_connections()

        ending = threading.Thread(target=end)
        ending.start()
        ending.join(10)
        with as_hq(), pytest.raises(OperationalError):
            asked(one)
        close_connections()


class TestListeners:
    def test_see_the_statement(self, casablanca: str) -> None:
        seen = []

        def around(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            seen.append((sql, list(params)))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(around), CaptureQueriesContext(connection) as captured:
            prepared.execute(SCHEMA, ["1"])
        assert seen == [(SCHEMA, [b"1"])]
        assert [query["sql"] for query in captured] == [SCHEMA]
