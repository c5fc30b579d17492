"""A PostgreSQL connection that belongs to one login at a time and keeps a few idle ones of other logins at
hand.

Choosing the login is the tenancy: a market's login finds its own schema first because PostgreSQL says so
(`ALTER ROLE ... SET search_path`), so a request sends no SET and its statements need no qualified names. Code
chooses through `tenants.database.session`, never here. Without a choice every query fails with `NoLogin`.

Tests that roll back borrow one superuser connection and let it act as the login under test by
`SET SESSION AUTHORIZATION`, which applies that login's real privileges within one transaction.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

import psycopg
from django.db import InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError
from django_tenants.postgresql_backend import base
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier

from tenants.database.logins import PUBLIC_SCHEMA, Login, LoginKind


class NoLogin(OperationalError):
    """A query was made before anyone said as whom."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection of one thread: one login in use, the least recently used others kept idle.

    `statement_timeout` is the time that this process gives its statements instead of what their logins have.
    """

    statement_timeout: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.login: Login | None = None
        self._idle: OrderedDict[Login, Any] = OrderedDict()
        self._borrowed = False
        self._acting_as: Login | None = None
        self._joined_depth: int | None = None
        self.connection: Any

    def use(self, login: Login | None) -> None:
        """Go on as `login`. Raises TransactionManagementError inside a transaction: one transaction, one
        login.
        """
        if login == self.login:
            return
        if not self._borrowed and self._session(login) != self._session(self.login):
            if self.in_atomic_block or not self._is_idle():
                raise TransactionManagementError("a transaction belongs to one login")
            self._park()
            self._unpark(login)
        self.login = login
        self.set_schema(login.schema if login else PUBLIC_SCHEMA)

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """For tests: act as any login within one transaction, on one superuser connection."""
        assert not self.in_atomic_block and not self._borrowed, "borrow before the transaction starts"
        before = self.login
        self.use(None)
        self._borrowed = True
        try:
            yield
        finally:
            self.close()
            self._borrowed, self._acting_as, self.login = False, None, None
            self.use(before)

    @contextmanager
    def joining(self) -> Iterator[None]:
        """Let the blocks that are opened next inside the innermost one be part of it, without a savepoint:
        what goes wrong in one of them undoes it all.
        """
        before, self._joined_depth = self._joined_depth, len(self.atomic_blocks)
        try:
            yield
        finally:
            self._joined_depth = before

    def close_idle(self) -> None:
        """Close the idle connections of other logins; `close()` closes the current one."""
        while self._idle:
            self._idle.popitem()[1].close()

    def ready(self) -> Any:
        """psycopg's own connection, opened and acting as the login, for what Django has no word for. Raises
        NoLogin.
        """
        if self.login is None or self.login.kind is LoginKind.OWNER:
            self._cursor().close()  # refuses, or moves to the owner's schema
        else:
            self._open()
        return self.connection

    # -- Django's hooks
    # ------------------------------------------------------------------------------------------

    def get_connection_params(self) -> dict[str, Any]:
        """The address of the database with the current login's role and password."""
        params: dict[str, Any] = super().get_connection_params()
        logins = self.settings_dict["LOGINS"]
        if self._borrowed:
            params["user"], params["password"] = logins.superuser, None
        elif self.login is None:
            raise NoLogin("no login was chosen for this connection: use tenants.database.session")
        else:
            params["user"], params["password"] = logins.credentials(self.login)
            if self.statement_timeout and self.login.kind is not LoginKind.OWNER:
                given = params.get("options", "")
                params["options"] = f"{given} -c statement_timeout={self.statement_timeout}".strip()
        return params

    def close(self) -> None:
        """Forget which login a borrowed connection acted as, then close it."""
        self._acting_as = None
        super().close()

    def rollback(self) -> None:
        """A rollback also takes back a SET SESSION AUTHORIZATION made in the transaction."""
        self._acting_as = None
        super().rollback()

    def savepoint(self) -> str | None:
        """None where the block joins the one around it."""
        if len(self.atomic_blocks) == self._joined_depth:
            return None
        made: str | None = super().savepoint()
        return made

    def savepoint_rollback(self, sid: str) -> None:
        """As `rollback`, for what was set since the savepoint."""
        try:
            super().savepoint_rollback(sid)
        finally:
            self._acting_as = None

    def _cursor(self, name: str | None = None) -> Any:
        if self.login is None and not self._borrowed:
            raise NoLogin("no login was chosen for this connection: use tenants.database.session")
        self._open()
        return super()._cursor(name)

    def _handle_search_path(self, cursor: Any = None) -> None:
        # Only the owner moves between schemas; every other login's search_path is a setting of its role.
        if self.login is not None and self.login.kind is LoginKind.OWNER and not self._borrowed:
            super()._handle_search_path(cursor)

    # -- details
    # -------------------------------------------------------------------------------------------------

    @staticmethod
    def _session(login: Login | None) -> Login | None:
        """Logins that share a connection: the owner's, whatever schema it works in."""
        return Login(LoginKind.OWNER) if login and login.kind is LoginKind.OWNER else login

    def _open(self) -> None:
        self.ensure_connection()
        if self._borrowed and self._acting_as != self.login:
            self._act_as_login()

    def _is_idle(self) -> bool:
        return self.connection is None or self.connection.info.transaction_status in (
            TransactionStatus.IDLE,
            TransactionStatus.UNKNOWN,
        )

    def _park(self) -> None:
        session, self_connection = self._session(self.login), self.connection
        self.connection = None
        self.search_path_set_schemas = None
        if self_connection is None:
            return
        if session is None or self_connection.closed or self.errors_occurred:
            with suppress(psycopg.Error, InterfaceError):
                self_connection.close()
            return
        self._idle[session] = self_connection
        while len(self._idle) >= self.settings_dict["LOGINS"].connections_per_thread:
            self._idle.popitem(last=False)[1].close()

    def _unpark(self, login: Login | None) -> None:
        session = self._session(login)
        connection = self._idle.pop(session, None) if session else None
        if connection is not None and connection.closed:
            connection = None
        self.connection = connection
        self.errors_occurred = False
        self.closed_in_transaction = False
        self.needs_rollback = False
        assert not self.savepoint_ids and not self.run_on_commit, "only a finished transaction is left behind"

    def _act_as_login(self) -> None:
        if self.connection.info.transaction_status is TransactionStatus.INERROR:
            return  # only a rollback can follow, and it needs no authority
        logins = self.settings_dict["LOGINS"]
        role = logins.superuser if self.login is None else logins.credentials(self.login)[0]
        path = [self.login.schema, PUBLIC_SCHEMA] if self.login else [PUBLIC_SCHEMA]
        statement = SQL("SET SESSION AUTHORIZATION {}; SET search_path = {}").format(
            Identifier(role), SQL(", ").join(Identifier(schema) for schema in dict.fromkeys(path))
        )
        self.connection.execute(statement)
        self._acting_as = self.login
