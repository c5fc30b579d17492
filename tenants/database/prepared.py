"""Statements that PostgreSQL parses and plans once for a connection, and then only runs.

Django's connection never prepares (it passes `prepare_threshold=None`, and psycopg then ignores
`prepare=True`), so this speaks to libpq itself. What Django promises holds here too: the statement runs as
the login in use, within the transaction under way, fails with Django's exceptions, passes through
`execute_wrapper` and is seen by `CaptureQueriesContext`.

    rows = execute("SELECT id, code FROM tills_till WHERE id = ANY($1::uuid[])", ["{...}"])

Values go and come as PostgreSQL's text: `b"t"` is true, `b"42"` a number, None is NULL. A statement's text
must come from the code and never hold a value: each text is kept, on the server too, until MOST others were
used after it on that connection.
"""

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from itertools import count
from time import monotonic
from typing import Any, TypeAlias, cast
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import errors
from psycopg.pq import ExecStatus, TransactionStatus

from tenants.database.engine.base import DatabaseWrapper

Row: TypeAlias = tuple[bytes | None, ...]
Parameter: TypeAlias = bytes | str | None

MOST = 200
"""Statements kept on one connection; PostgreSQL holds about 10 to 100 kB of each."""

_GOOD = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})
# What a prepared statement dies of: DDL changed the type of its rows, or somebody said DEALLOCATE.
_STALE = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)

_kept: "WeakKeyDictionary[Any, Prepared]" = WeakKeyDictionary()


class Prepared:
    """The prepared statements of one raw connection, the most recently used last."""

    def __init__(self, raw: Any) -> None:
        self._pgconn = raw.pgconn
        self._encoding = raw.info.encoding
        self._names: OrderedDict[str, bytes] = OrderedDict()
        self._numbers = count(1)

    def __len__(self) -> int:
        return len(self._names)

    def run(self, statement: str, parameters: Sequence[bytes | None]) -> list[Row]:
        """Prepare it where that is needed, and run it. Raises psycopg.Error."""
        name = self._names.get(statement)
        if name is None:
            name = self._prepare(statement)
        else:
            self._names.move_to_end(statement)
        result = self._pgconn.exec_prepared(name, parameters)
        if result.status not in _GOOD:
            error = errors.error_from_result(result, encoding=self._encoding)
            if isinstance(error, _STALE):
                del self._names[statement]
            raise error
        columns = range(result.nfields)
        value = result.get_value
        return [tuple([value(row, column) for column in columns]) for row in range(result.ntuples)]

    def _prepare(self, statement: str) -> bytes:
        name = b"tadamun_%d" % next(self._numbers)
        result = self._pgconn.prepare(name, statement.encode())
        if result.status != ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result, encoding=self._encoding)
        self._names[statement] = name
        while len(self._names) > MOST:
            self._pgconn.exec_(b"DEALLOCATE " + self._names.popitem(last=False)[1])
        return name


def execute(statement: str, parameters: Sequence[Parameter] = ()) -> list[Row]:
    """Run one statement with `$1`, `$2`, ... in it, prepared on this thread's connection; its rows, or none.

    Inside `transaction.atomic()` it belongs to that transaction; outside it is one by itself. Raises
    django.db.Error and its kinds, and TransactionManagementError where only a rollback can follow.
    """
    wrapper = cast(DatabaseWrapper, connection)
    values = [value.encode() if isinstance(value, str) else value for value in parameters]
    if not wrapper.execute_wrappers and not wrapper.queries_logged:
        return _run(wrapper, statement, values)
    around: Any = partial(_told, wrapper)
    for one in reversed(wrapper.execute_wrappers):
        around = partial(one, around)
    return cast(list[Row], around(statement, values, False, {"connection": wrapper, "cursor": None}))


def kept() -> int:
    """How many statements this thread's connection keeps prepared."""
    prepared = _kept.get(connection.connection)
    return len(prepared) if prepared is not None else 0


def _told(
    wrapper: DatabaseWrapper, statement: str, values: Sequence[bytes | None], _many: bool, _context: Any
) -> list[Row]:
    """Run it, and tell whoever listens to what the connection is asked."""
    started = monotonic()
    try:
        return _run(wrapper, statement, values)
    finally:
        if wrapper.queries_logged:
            wrapper.queries_log.append({"sql": statement, "time": f"{monotonic() - started:.3f}"})


def _run(wrapper: DatabaseWrapper, statement: str, values: Sequence[bytes | None]) -> list[Row]:
    wrapper.validate_no_broken_transaction()
    raw = wrapper.ready()
    prepared = _kept.get(raw)
    if prepared is None:
        prepared = _kept[raw] = Prepared(raw)
    with wrapper.wrap_database_errors:
        _begin(raw)
        try:
            return prepared.run(statement, values)
        except _STALE:
            if raw.info.transaction_status is not TransactionStatus.IDLE:
                raise  # the transaction is lost, but the next one prepares anew
            return prepared.run(statement, values)


def _begin(raw: Any) -> None:
    """Begin the transaction that Django asked for, as psycopg does before a transaction's first statement."""
    if not raw.autocommit and raw.pgconn.transaction_status == TransactionStatus.IDLE:
        raw.pgconn.exec_(b"BEGIN")
