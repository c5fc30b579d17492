"""Statements that PostgreSQL parses and plans once for a connection, and then only runs.

Django's connection never prepares (it passes `prepare_threshold=None`, and psycopg then ignores
`prepare=True`), so this speaks to libpq itself. What Django promises holds here too: the statement runs as
the login in use, within the transaction under way, fails with Django's exceptions, passes through
`execute_wrapper` and is seen by `CaptureQueriesContext`.

    rows = execute("SELECT id, code FROM tills_till WHERE id = ANY($1::uuid[])", ["{...}"])

Values go and come as PostgreSQL's text: `b"t"` is true, `b"42"` a number, None is NULL. A statement's text
must come from the code and never hold a value, and one plan must suit all of its parameters. Each text is
kept, on the server too, until MOST others were used after it on that connection.

Several things that do not depend on each other are asked together, in one round trip:

    till, offers = ask(till_question(till_id), offers_question(listing_ids))
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from select import POLLIN, poll
from time import monotonic
from typing import Any, Generic, TypeAlias, TypeVar, cast
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg import OperationalError, errors
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

from tenants.database.engine.base import DatabaseWrapper

Row: TypeAlias = tuple[bytes | None, ...]
Parameter: TypeAlias = bytes | str | None

MOST = 200
"""Statements kept on one connection; PostgreSQL holds about 10 to 100 kB of each."""

_GOOD = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})
# What a prepared statement dies of: DDL changed the type of its rows, or somebody said DEALLOCATE.
_STALE = (errors.FeatureNotSupported, errors.InvalidSqlStatementName)

Answer = TypeVar("Answer")

_kept: "WeakKeyDictionary[Any, Prepared]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """A statement that only reads, its parameters, and what its rows mean."""

    statement: str
    parameters: Sequence[Parameter]
    read: Callable[[list[Row]], Answer]


class Prepared:
    """The prepared statements of one raw connection, the most recently used last."""

    def __init__(self, raw: Any) -> None:
        self._pgconn = raw.pgconn
        self._encoding = raw.info.encoding
        self._names: OrderedDict[str, bytes] = OrderedDict()
        self._numbers = count(1)
        # Left to choose, PostgreSQL plans many of them anew each time, for a guess about an array's length.
        self._pgconn.exec_(b"SET plan_cache_mode = force_generic_plan")

    def __len__(self) -> int:
        return len(self._names)

    def run(self, statement: str, parameters: Sequence[bytes | None]) -> list[Row]:
        """Prepare it where that is needed, and run it. Raises psycopg.Error."""
        name = self._named(statement)
        return self._rows(statement, self._pgconn.exec_prepared(name, parameters))

    def run_once(self, statement: str, parameters: Sequence[bytes | None]) -> list[Row]:
        """Run it as its values ask for, and keep nothing. Raises psycopg.Error."""
        self._pgconn.exec_(b"SET plan_cache_mode = force_custom_plan")
        try:
            return self._rows(statement, self._pgconn.exec_params(statement.encode(), parameters))
        finally:  # where the transaction is lost, its end takes the setting back
            self._pgconn.exec_(b"SET plan_cache_mode = force_generic_plan")

    def run_together(self, asked: Sequence[tuple[str, Sequence[bytes | None]]]) -> list[list[Row]]:
        """Run several by one round trip, in their order. Raises psycopg.Error for the first that fails."""
        names = [self._named(statement) for statement, _ in asked]
        with self._pipeline():
            for name, (_, parameters) in zip(names, asked, strict=True):
                self._pgconn.send_query_prepared(name, parameters)
            self._pgconn.pipeline_sync()
            while self._pgconn.flush():
                self._wait()
            results = [self._result() for _ in asked]
            self._result()  # of the sync
        return [self._rows(statement, one) for (statement, _), one in zip(asked, results, strict=True)]

    def _rows(self, statement: str, result: Any) -> list[Row]:
        if result.status not in _GOOD:
            if self._pgconn.status == ConnStatus.BAD:
                raise OperationalError(self._pgconn.get_error_message())
            error = errors.error_from_result(result, encoding=self._encoding)
            if isinstance(error, _STALE):
                self._names.pop(statement, None)
            raise error
        columns = range(result.nfields)
        value = result.get_value
        return [tuple([value(row, column) for column in columns]) for row in range(result.ntuples)]

    @contextmanager
    def _pipeline(self) -> Iterator[None]:
        self._pgconn.enter_pipeline_mode()
        try:
            yield
        except BaseException:
            self._pgconn.finish()  # whatever is still under way belongs to nobody
            raise
        self._pgconn.exit_pipeline_mode()

    def _result(self) -> Any:
        """The next result, once it is there; the NULL that ends each statement's is passed over."""
        while True:
            while self._pgconn.is_busy():
                self._wait()
            result = self._pgconn.get_result()
            if result is not None:
                return result

    def _wait(self) -> None:
        waiting = poll()
        waiting.register(self._pgconn.socket, POLLIN)
        waiting.poll()
        self._pgconn.consume_input()

    def _named(self, statement: str) -> bytes:
        name = self._names.get(statement)
        if name is None:
            return self._prepare(statement)
        self._names.move_to_end(statement)
        return name

    def _prepare(self, statement: str) -> bytes:
        name = b"tadamun_%d" % next(self._numbers)
        result = self._pgconn.prepare(name, statement.encode())
        if result.status != ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result, encoding=self._encoding)
        self._names[statement] = name
        while len(self._names) > MOST:
            self._pgconn.exec_(b"DEALLOCATE " + self._names.popitem(last=False)[1])
        return name


def execute(statement: str, parameters: Sequence[Parameter] = (), *, planned_anew: bool = False) -> list[Row]:
    """Run one statement with `$1`, `$2`, ... in it, prepared on this thread's connection; its rows, or none.
    With `planned_anew` it is not kept: its values decide how it is best answered.

    Inside `transaction.atomic()` it belongs to that transaction; outside it is one by itself. Raises
    django.db.Error and its kinds, and TransactionManagementError where only a rollback can follow.
    """
    wrapper = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    values = [_bytes(value) for value in parameters]
    if not wrapper.execute_wrappers and not wrapper.queries_logged:
        return _run(wrapper, statement, values, planned_anew)
    around: Any = partial(_told, wrapper, planned_anew)
    for one in reversed(wrapper.execute_wrappers):
        around = partial(one, around)
    return cast(list[Row], around(statement, values, False, {"connection": wrapper, "cursor": None}))


def ask(*questions: Question[Any]) -> tuple[Any, ...]:
    """The answers to questions that do not depend on each other, in one round trip; each sees what was
    committed before it. Raises as `execute` does, for the first that fails.
    """
    wrapper = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    if wrapper.execute_wrappers or wrapper.queries_logged:  # who listens hears one statement after the other
        return tuple(one.read(execute(one.statement, one.parameters)) for one in questions)
    asked = [(one.statement, [_bytes(value) for value in one.parameters]) for one in questions]
    answers = _on(wrapper, lambda prepared: prepared.run_together(asked))
    return tuple(one.read(rows) for one, rows in zip(questions, answers, strict=True))


def array(values: Iterable[object]) -> str:
    """Values as an array of PostgreSQL, for ids, numbers and days: what holds no comma, quote or brace."""
    return "{" + ",".join(map(str, values)) + "}"


def kept() -> int:
    """How many statements this thread's connection keeps prepared."""
    prepared = _kept.get(connection.connection)
    return len(prepared) if prepared is not None else 0


def _told(
    wrapper: DatabaseWrapper,
    planned_anew: bool,
    statement: str,
    values: Sequence[bytes | None],
    _many: bool,
    _context: Any,
) -> list[Row]:
    """Run it, and tell whoever listens to what the connection is asked."""
    started = monotonic()
    try:
        return _run(wrapper, statement, values, planned_anew)
    finally:
        if wrapper.queries_logged:
            wrapper.queries_log.append({"sql": statement, "time": f"{monotonic() - started:.3f}"})


def _run(
    wrapper: DatabaseWrapper, statement: str, values: Sequence[bytes | None], planned_anew: bool
) -> list[Row]:
    if planned_anew:
        return _on(wrapper, lambda prepared: prepared.run_once(statement, values))
    return _on(wrapper, lambda prepared: prepared.run(statement, values))


def _on(wrapper: DatabaseWrapper, work: Callable[[Prepared], Answer]) -> Answer:
    """Do work on the connection as the login in use, within Django's transaction."""
    wrapper.validate_no_broken_transaction()
    raw = wrapper.ready()
    prepared = _kept.get(raw)
    if prepared is None:
        prepared = _kept[raw] = Prepared(raw)
    with wrapper.wrap_database_errors:
        _begin(raw)
        try:
            return work(prepared)
        except _STALE:
            if raw.info.transaction_status is not TransactionStatus.IDLE:
                raise  # the transaction is lost, but the next one prepares anew
            return work(prepared)


def _bytes(value: Parameter) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


def _begin(raw: Any) -> None:
    """Begin the transaction that Django asked for, as psycopg does before a transaction's first statement."""
    if not raw.autocommit and raw.pgconn.transaction_status == TransactionStatus.IDLE:
        raw.pgconn.exec_(b"BEGIN")
