"""As whom the current thread talks to PostgreSQL. Every piece of work runs inside one of these contexts.

A context is cheap: it swaps this thread's connection for an idle one of that login. Contexts nest and
restore; none may be entered inside another login's transaction, since one transaction belongs to one login.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from tenants.database.engine.base import DatabaseWrapper
from tenants.database.logins import GATE, HQ, PUBLIC_SCHEMA, WORKER, Login, LoginKind, market_login

# A job's or a command's statement that takes longer is stuck.
BATCH_STATEMENT_TIMEOUT = "15min"


def current_login() -> Login | None:
    """The login this thread works as, or None outside every context."""
    return _wrapper().login


@contextmanager
def as_owner(schema: str = PUBLIC_SCHEMA) -> Iterator[None]:
    """Migrations, provisioning and grants, with `schema` first in the search path. Never serves a request."""
    with _as(Login(LoginKind.OWNER, schema)):
        yield


@contextmanager
def as_gate() -> Iterator[None]:
    """What is read before the market is known: hosts and tokens."""
    with _as(GATE):
        yield


@contextmanager
def as_hq() -> Iterator[None]:
    """Headquarters: the public schema, and the figures of each market."""
    with _as(HQ):
        yield


@contextmanager
def as_market(schema: str) -> Iterator[None]:
    """One market: its own schema, and what it may read of the nation."""
    with _as(market_login(schema)):
        yield


@contextmanager
def as_worker() -> Iterator[None]:
    """The job runner: job tables and outbox cursors."""
    with _as(WORKER):
        yield


def take_time() -> None:
    """For processes in which nobody waits for an answer: what they ask of the database may take minutes."""
    DatabaseWrapper.statement_timeout = BATCH_STATEMENT_TIMEOUT


@contextmanager
def _as(login: Login) -> Iterator[None]:
    wrapper = _wrapper()
    before = wrapper.login
    wrapper.use(login)
    try:
        yield
    finally:
        wrapper.use(before)


@contextmanager
def one_transaction() -> Iterator[None]:
    """A transaction around one operation, which opens one by itself: the two are the same, and it costs no
    savepoint. Whoever catches the operation's refusal inside has nothing left to commit.
    """
    with transaction.atomic(), _wrapper().joining():
        yield


def close_connections() -> None:
    """Close every connection of this thread, the idle ones too: before a thread ends or a database is
    dropped.
    """
    wrapper = _wrapper()
    wrapper.close()
    wrapper.close_idle()


def _wrapper() -> DatabaseWrapper:
    # Itself, and not Django's proxy, which looks for it at every attribute.
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
