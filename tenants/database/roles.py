"""Making the logins and dropping them. All statements run as the owner, a role with CREATEROLE that is no
superuser.

The measured grants and their pitfalls: default privileges belong to the role that creates (so all tables are
made by the owner), `CREATE ROLE` is transactional (so provisioning is all or nothing), `DROP ROLE` fails
while grants remain.
"""

from typing import Any

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from tenants.database.logins import (
    GATE,
    HQ,
    PUBLIC_SCHEMA,
    WORKER,
    LoginKind,
    market_role,
    markets_group,
)
from tenants.database.settings import Logins

# A seller waits for stock or a period at most this long before the answer is "busy, try again".
LOCK_TIMEOUT = "5s"
# The gate reads single rows by their keys before anything else happens.
GATE_STATEMENT_TIMEOUT = "2s"
# Job tables only; procrastinate looks through them.
WORKER_STATEMENT_TIMEOUT = "60s"
# A client that vanished inside a transaction must not keep its locks.
IDLE_IN_TRANSACTION_TIMEOUT = "60s"


def logins() -> Logins:
    """The logins of the configured database."""
    found: Logins = connection.settings_dict["LOGINS"]
    return found


def execute(statement: str, *names: Composable) -> None:
    """Run one statement made of quoted names and literals as the current login."""
    with connection.cursor() as cursor:
        cursor.execute(SQL(statement).format(*names).as_string(_psycopg_connection()))


def role_exists(role: str) -> bool:
    """Whether the server has a role of this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def ensure_network_roles() -> None:
    """Make gate, hq, worker and the group of markets where they are missing, and close what PostgreSQL leaves
    open.
    """
    mine = logins()
    database, group = Identifier(mine.database), markets_group(mine.database)
    execute("REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    if not role_exists(group):
        execute("CREATE ROLE {} NOLOGIN", Identifier(group))
    execute("GRANT USAGE ON SCHEMA public TO {}", Identifier(group))
    for login in (GATE, HQ, WORKER):
        role = login.role(mine.database)
        _ensure_login(role, [PUBLIC_SCHEMA], statement_timeout=_statement_timeout(login.kind))
        execute("GRANT USAGE ON SCHEMA public TO {}", Identifier(role))


def create_market_role(schema: str) -> str:
    """Make a market's login or bring it up to date; its search path is its own schema first."""
    mine = logins()
    role = market_role(mine.database, schema)
    _ensure_login(role, [schema, PUBLIC_SCHEMA], statement_timeout=_statement_timeout(LoginKind.MARKET))
    # INHERIT gives the group's rights; SET FALSE keeps the login from becoming the group.
    execute(
        "GRANT {} TO {} WITH INHERIT TRUE, SET FALSE",
        Identifier(markets_group(mine.database)),
        Identifier(role),
    )
    return role


def _statement_timeout(kind: LoginKind) -> str:
    """How long one statement of such a login may take; who has more time says so when it connects."""
    fixed = {LoginKind.GATE: GATE_STATEMENT_TIMEOUT, LoginKind.WORKER: WORKER_STATEMENT_TIMEOUT}
    return fixed.get(kind, f"{logins().statement_timeout}s")


def _ensure_login(role: str, search_path: list[str], *, statement_timeout: str) -> None:
    mine = logins()
    name, database = Identifier(role), Identifier(mine.database)
    if not role_exists(role):
        execute("CREATE ROLE {} LOGIN NOCREATEDB NOCREATEROLE", name)
    # Again at every migration, so that a new key in the ring becomes the logins' password.
    execute("ALTER ROLE {} LOGIN PASSWORD {}", name, Literal(mine.password_of(role)))
    execute("GRANT CONNECT ON DATABASE {} TO {}", database, name)
    settings: dict[str, Composable] = {
        "search_path": SQL(", ").join(Identifier(schema) for schema in search_path),
        "lock_timeout": Literal(LOCK_TIMEOUT),
        "statement_timeout": Literal(statement_timeout),
        "idle_in_transaction_session_timeout": Literal(IDLE_IN_TRANSACTION_TIMEOUT),
    }
    for setting, value in settings.items():
        execute("ALTER ROLE {} IN DATABASE {} SET {} = {}", name, database, Identifier(setting), value)


def _psycopg_connection() -> Any:
    connection.ensure_connection()
    return connection.connection
