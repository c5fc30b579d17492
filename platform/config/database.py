"""The database the platform works in: found, checked, and for the embedded server made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config import embedded
from config.environment import Environment
from config.errors import ConfigurationError

OLDEST_VERSION = 18
EMBEDDED_NAME = "tadamun"
CONNECT_SECONDS = 10

# Two processes that make the same database at once take turns; any number nobody else uses will do.
_MAKING = 0x7ADA


@dataclass(frozen=True, kw_only=True)
class DatabaseAddress:
    """Where the database is and who owns it. `host` is a name, an address or a folder with a socket.

    `superuser_conninfo` is the embedded server's only, for tests; no process that serves ever uses it.
    """

    host: str
    port: int
    name: str
    owner: str
    owner_password: str | None = field(repr=False)
    superuser_conninfo: str | None
    options: Mapping[str, str] = field(default_factory=dict)

    def conninfo(self, *, user: str | None = None, password: str | None = None) -> str:
        """For psycopg: as the owner, or as another login with its password."""
        if user is None:
            user, password = self.owner, self.owner_password
        return make_conninfo(
            "",
            host=self.host,
            port=self.port,
            dbname=self.name,
            user=user,
            password=password,
            **self.options,
        )


def ensure_database(env: Environment, name: str | None = None) -> DatabaseAddress:
    """The database called `name`, ready for its owner.

    Embedded: starts the server, which this process then holds until it ends, and makes the database
    (`tadamun` unless named) and its owner where they are missing. DATABASE_URL: checks version and rights;
    a `name` other than the address's own is made if its login may. Raises ConfigurationError, which lists
    everything that is missing.
    """
    if env.embedded:
        return _ensure_embedded(env, name or EMBEDDED_NAME)
    return _ensure_named(env.database_url, name)


def _ensure_embedded(env: Environment, name: str) -> DatabaseAddress:
    server = embedded.start(env.postgres_dir)
    owner = f"{name}_owner"
    with psycopg.connect(server.superuser_conninfo("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_MAKING])
        if not _exists(connection, "pg_roles", "rolname", owner):
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEROLE NOSUPERUSER").format(sql.Identifier(owner))
            )
        if not _exists(connection, "pg_database", "datname", name):
            _create_database(connection, name, owner)
    return DatabaseAddress(
        host=str(server.socket_dir),
        port=server.port,
        name=name,
        owner=owner,
        owner_password=None,
        superuser_conninfo=server.superuser_conninfo(name),
    )


def _ensure_named(url: str, name: str | None) -> DatabaseAddress:
    parts: dict[str, Any] = conninfo_to_dict(url)
    address = DatabaseAddress(
        host=parts.pop("host"),
        port=int(parts.pop("port", 5432)),
        name=name or parts["dbname"],
        owner=parts.pop("user"),
        owner_password=parts.pop("password", None),
        superuser_conninfo=None,
        options={option: value for option, value in parts.items() if option != "dbname"},
    )
    if address.name != parts["dbname"]:
        with _connect(url) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [_MAKING])
            if not _exists(connection, "pg_database", "datname", address.name):
                _create_or_say_why_not(connection, address)
    with _connect(address.conninfo()) as connection:
        if missing := _missing(connection):
            raise ConfigurationError(
                f"DATABASE_URL: the server cannot be used as it is. Missing: {'; '.join(missing)}."
            )
    return address


def _connect(conninfo: str) -> psycopg.Connection:
    try:
        return psycopg.connect(conninfo, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(f"DATABASE_URL: no connection: {reason}") from None


def _missing(connection: psycopg.Connection) -> list[str]:
    """What the server or the login lacks, in words for whoever can give it."""
    missing = []
    version = connection.info.server_version // 10000
    if version < OLDEST_VERSION:
        missing.append(f"PostgreSQL {OLDEST_VERSION} or later (this is {version})")
    row = connection.execute(
        """
        SELECT current_user, current_database(), pg_encoding_to_char(encoding), rolsuper OR rolcreaterole,
               has_database_privilege(current_database(), 'CREATE'),
               has_schema_privilege('public', 'CREATE')
          FROM pg_database, pg_roles
         WHERE datname = current_database() AND rolname = current_user
        """
    ).fetchone()
    assert row is not None
    user, database, encoding, may_make_roles, may_make_schemas, may_use_public = row
    if encoding != "UTF8":
        missing.append(f"a database in UTF8 (this is {encoding})")
    if not may_make_roles:
        missing.append(f'the right to make logins (ALTER ROLE "{user}" CREATEROLE)')
    if not may_make_schemas:
        missing.append(f'the right to make schemas (GRANT CREATE ON DATABASE "{database}" TO "{user}")')
    if not may_use_public:
        missing.append(f'the right to make tables (GRANT CREATE ON SCHEMA public TO "{user}")')
    return missing


def _create_or_say_why_not(connection: psycopg.Connection, address: DatabaseAddress) -> None:
    try:
        _create_database(connection, address.name, address.owner)
    except psycopg.errors.InsufficientPrivilege:
        raise ConfigurationError(
            f'DATABASE_URL: the database "{address.name}" does not exist and "{address.owner}" may not make it '
            f'(ALTER ROLE "{address.owner}" CREATEDB).'
        ) from None


def _create_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    statement = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0"
    connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(owner)))


def _exists(connection: psycopg.Connection, catalogue: str, column: str, value: str) -> bool:
    statement = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(catalogue), sql.Identifier(column)
    )
    return connection.execute(statement, [value]).fetchone() is not None
