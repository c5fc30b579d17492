"""Running bulk operations, as the worker does it: chunk by chunk, as whoever started them, with the rights of
that moment.

Each line, or page, is one transaction: it holds the operation's row, does what it does, and adds what was
answered and the counts. A crash loses what was not committed and nothing else, and whoever takes the lease
then begins with the line after the last one that was counted. What a line refuses or fails is undone to the
line's beginning, so a failed line changed nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

import orjson
import structlog
from django.db import transaction
from graphql import ExecutionResult, execute

from api.base.documents import Documents
from api.base.errors import BUSY, TIMEOUT, ApiError, BadUserInput
from api.base.execution import formatted
from api.base.permissions import permits
from api.base.variables import check_variables
from api.bulk.documents import (
    AFTER,
    ERRORS,
    FIRST,
    BulkMutation,
    BulkQuery,
    DocumentRefused,
    bulk_mutation,
    bulk_query,
)
from api.bulk.standing import actor_now
from api.catalogue.types import Product
from api.context import Context
from api.hq.schema import HQ_DOCUMENTS
from api.market.schema import MARKET_DOCUMENTS
from kernel.errors import DomainError
from shared_catalog.exchange import operations as exchange
from tenants.access import Actor
from tenants.bulk import operations, queries, rules
from tenants.bulk.books import Books, market_here
from tenants.bulk.types import TABLE_KINDS, BulkKind, BulkStatus, Clock, Form, Piece
from tenants.permissions import Permission

LINES_A_CHUNK = 50
ATTEMPTS = 3
"""A line that others kept waiting is tried so often."""

RIGHTS_ENDED = "RIGHTS_ENDED"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a document was answered, as JSON."""

    data: Any
    errors: list[dict[str, Any]]
    extensions: dict[str, Any]

    @property
    def code(self) -> str:
        """The code of the first error."""
        return str(self.errors[0]["extensions"]["code"])


class Stopped(Exception):
    """The operation cannot go on; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One operation in the hands of this worker."""

    books: Books
    operation_id: UUID
    lease: UUID
    market: str | None
    clock: Clock

    @property
    def documents(self) -> Documents:
        """Those of the operation's side."""
        return HQ_DOCUMENTS if self.market is None else MARKET_DOCUMENTS

    def renewed(self) -> Any:
        """The operation, ours for a while longer. Raises LeaseLost."""
        return operations.renew_lease(
            books=self.books, operation_id=self.operation_id, lease=self.lease, now=self.clock()
        )

    def held(self) -> Any:
        """The operation's row, locked. Raises LeaseLost, Stopped."""
        row = operations.hold(books=self.books, operation_id=self.operation_id, lease=self.lease)
        if row.status == BulkStatus.CANCELING:
            raise Stopped("")
        return row

    def actor(self, operation: Any) -> Actor:
        """Whoever started it, with the rights of now. Raises Stopped."""
        actor = actor_now(operation, market=self.market, now=self.clock())
        if actor is None or not actor.may(Permission.BULK_WRITE):
            raise Stopped(RIGHTS_ENDED)
        return actor

    def end(self, status: BulkStatus, code: str = "", *, form: Form = operations.JSON_LINES) -> None:
        """It is over."""
        operations.end_operation(
            books=self.books,
            operation_id=self.operation_id,
            lease=self.lease,
            status=status,
            at=self.clock(),
            code=code,
            form=form,
        )

    def context(self, operation: Any, actor: Actor, line: int) -> Context:
        """As the context of a request that holds this line."""
        return Context(
            viewer=actor,
            market=self.market,
            now=self.clock(),
            language=operation.language,
            request_id=f"{operation.pk}:{line}",
        )


def run_operation(*, now: datetime, operation: str, books: Books, clock: Clock) -> None:
    """Go on with an operation until it ends, unless somebody else does. It takes as long as it takes, so it
    has a clock beside the instant at which it began.
    """
    key = UUID(operation)
    lease = operations.take_lease(books=books, operation_id=key, now=now)
    if lease is None:
        return
    run = Run(books=books, operation_id=key, lease=lease, market=market_here(), clock=clock)
    try:
        _go_on(run)
    except operations.LeaseLost:
        log.info("bulk lease lost", operation=operation)


def _go_on(run: Run) -> None:
    form = operations.JSON_LINES
    try:
        operation = run.renewed()
        if operation.kind in TABLE_KINDS:
            form = _run_table(run, operation)
        else:
            chunk = _chunks(run, operation)
            while chunk(run.renewed()):
                pass
    except Stopped as stopped:
        if stopped.code:
            run.end(BulkStatus.FAILED, stopped.code)
        else:
            run.end(BulkStatus.CANCELED)
    except DocumentRefused as refused:
        run.end(BulkStatus.FAILED, refused.code)
    else:
        run.end(BulkStatus.COMPLETED, form=form)


Chunk: TypeAlias = Callable[[Any], bool]
"""Does the next part of an operation; says whether there is more."""


def _chunks(run: Run, operation: Any) -> Chunk:
    if operation.kind == BulkKind.QUERY:
        wanted = bulk_query(operation.document, market=run.market)
        return lambda current: _export_page(run, current, wanted)
    asked = bulk_mutation(operation.document, market=run.market)
    try:
        lines = rules.lines_of(queries.content_of(operation.source_id))
    except FileNotFoundError:
        raise Stopped(operations.FileGone.code) from None
    return lambda current: _run_lines(run, current, asked, lines)


_TABLES_NEED = {BulkKind.EXPORT: Permission.CATALOGUE_READ}


def _run_table(run: Run, operation: Any) -> Form:
    """Read or write a table part by part, each with the rights of that moment; returns the form of the
    result.
    """
    needed = _TABLES_NEED.get(operation.kind, Permission.CATALOGUE_WRITE)
    work = exchange.work_of(operation=operation, seen=Product.visible(run.actor(operation)))
    more = True
    while more:
        current = run.renewed()
        if current.status == BulkStatus.CANCELING:
            raise Stopped("")
        if not permits(run.actor(current), needed):
            raise Stopped(RIGHTS_ENDED)
        try:
            work.make_ready(run.clock())
            with transaction.atomic():
                more = work.go_on(run.held(), run.clock())
        except DomainError as error:
            with transaction.atomic():
                exchange.note_problem(held=run.held(), error=error)
            raise Stopped(error.code) from None
    return work.form


def _run_lines(run: Run, operation: Any, wanted: BulkMutation, lines: list[bytes]) -> bool:
    """The next lines of a file, each for itself."""
    if operation.status == BulkStatus.CANCELING:
        raise Stopped("")
    actor = run.actor(operation)
    if not permits(actor, wanted.mutation.permission):
        raise Stopped(RIGHTS_ENDED)
    until: int = min(operation.done + LINES_A_CHUNK, len(lines))
    for index in range(operation.done, until):
        _until_done(partial(_do_line, run, actor, wanted, index, lines[index]))
    return until < len(lines)


def _until_done(work: Callable[[bool], bool]) -> None:
    """Do it until it is done; `work` is told whether this is the last try, which is always the end."""
    for attempt in range(1, ATTEMPTS + 1):
        if work(attempt == ATTEMPTS):
            return


def _do_line(run: Run, actor: Actor, wanted: BulkMutation, index: int, line: bytes, last: bool) -> bool:
    """One line; False when others kept it waiting, and it is to be tried again."""
    with transaction.atomic():
        held = run.held()
        assert held.done == index, "lines are done one after another"
        context = run.context(held, actor, index + 1)
        with transaction.atomic():
            answered = _answer_of_line(run, wanted, line, context)
            if answered.errors:
                transaction.set_rollback(True)
        if not last and answered.errors and answered.code in (BUSY, TIMEOUT):
            return False
        piece = _line_of_result(index + 1, wanted, answered)
        operations.keep_piece(books=run.books, held=held, piece=piece)
    return True


def _answer_of_line(run: Run, wanted: BulkMutation, line: bytes, context: Context) -> Answered:
    try:
        variables = orjson.loads(line)
        if not isinstance(variables, dict):
            raise BadUserInput("A line is a JSON object: the variables of one run.")
        check_variables(variables)
    except orjson.JSONDecodeError:
        error = BadUserInput("The line is not JSON.")
        return Answered(None, [formatted(error, context)], {})
    except ApiError as error:
        return Answered(None, [formatted(error, context)], {})
    variables = wanted.variables(variables, key=f"bulk:{context.request_id}")
    return _executed(run, wanted.text, variables, context)


def _line_of_result(number: int, wanted: BulkMutation, answered: Answered) -> Piece:
    """What the result says of a line: the refusals of a payload are its errors, whether they were asked for
    or not.
    """
    refusals = answered.data[wanted.name].pop(ERRORS) if not answered.errors else []
    said: dict[str, Any] = {"line": number}
    if answered.data is not None and not answered.errors:
        said["data"] = answered.data
    if answered.errors or refusals:
        said["errors"] = answered.errors or [_refusal(one) for one in refusals]
    if answered.extensions:
        said["extensions"] = answered.extensions
    return Piece(text=_json_line(said), lines=1, succeeded=0 if "errors" in said else 1)


def _refusal(one: dict[str, Any]) -> dict[str, Any]:
    return {"message": one["message"], "path": one["path"], "extensions": {"code": one["code"]}}


def _export_page(run: Run, operation: Any, wanted: BulkQuery) -> bool:
    """The next rows of a list."""
    if operation.status == BulkStatus.CANCELING:
        raise Stopped("")
    actor = run.actor(operation)
    more: list[bool] = []
    _until_done(partial(_do_page, run, actor, wanted, more))
    return more[-1]


def _do_page(run: Run, actor: Actor, wanted: BulkQuery, more: list[bool], last: bool) -> bool:
    with transaction.atomic():
        held = run.held()
        context = run.context(held, actor, held.done + 1)
        with transaction.atomic():
            variables = {FIRST: wanted.page, AFTER: held.after or None}
            answered = _executed(run, wanted.text, variables, context)
            if answered.errors:
                transaction.set_rollback(True)
        if answered.errors:
            if not last and answered.code in (BUSY, TIMEOUT):
                return False
            raise Stopped(RIGHTS_ENDED if answered.code == "FORBIDDEN" else answered.code)
        page = answered.data[wanted.name]
        rows, info = page["nodes"], page["pageInfo"]
        piece = Piece(text="".join(map(_json_line, rows)), lines=len(rows), succeeded=len(rows))
        operations.keep_piece(books=run.books, held=held, piece=piece, after=info["endCursor"] or held.after)
    more.append(bool(info["hasNextPage"]))
    return True


def _executed(run: Run, text: str, variables: dict[str, Any], context: Context) -> Answered:
    """The answer to a document: it costs its starter no points, since he waits for it in a queue."""
    result = execute(
        run.documents.schema,
        run.documents.document(text),
        variable_values=variables,
        context_value=context,
    )
    assert isinstance(result, ExecutionResult), "resolvers are synchronous"
    errors = [formatted(error, context) for error in result.errors or ()]
    return Answered(result.data, errors, context.extensions)


def _json_line(value: Any) -> str:
    return orjson.dumps(value).decode() + "\n"
