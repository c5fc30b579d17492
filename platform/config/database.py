"""The database the platform works in: found, checked, and for the embedded server made."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config import embedded
from config.embedded_place import SUPERUSER, place_of
from config.environment import Environment, Mode
from config.errors import ConfigurationError
from tenants.database.settings import Logins

OLDEST_VERSION = 18
LONGEST_NAME = 30
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

    @property
    def url(self) -> str:
        """The owner's address as one URL, without the password."""
        return f"postgresql://{self.owner}@/{self.name}?host={quote(self.host, safe='/')}&port={self.port}"

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


def address(env: Environment, name: str | None = None) -> DatabaseAddress:
    """Where the database called `name` is, or will be: starts nothing and connects to nothing."""
    if not env.embedded:
        return _named_address(env.database_url, name)
    name = name or env.database_name
    host = place_of(env.postgres_dir.resolve(), create=False).socket_dir
    return DatabaseAddress(
        host=str(host),
        port=5432,
        name=name,
        owner=f"{name}_owner",
        owner_password=None,
        superuser_conninfo=make_conninfo("", host=str(host), port=5432, user=SUPERUSER, dbname=name),
    )


def ensure_database(env: Environment, name: str | None = None) -> DatabaseAddress:
    """The database called `name`, or else the configured one, ready for its owner.

    Embedded: starts the server, which this process then holds until it ends, and makes the database and its
    owner where they are missing. DATABASE_URL: checks version and rights; a `name` other than the address's
    own is made if its login may. Raises ConfigurationError, which lists everything that is missing.
    """
    if not env.embedded:
        return _ensure_named(env.database_url, name)
    try:
        server = embedded.start(env.postgres_dir)
    except OSError as error:
        raise ConfigurationError(f"DATA_DIR: {error.strerror}: {error.filename}.") from None
    place = address(env, name)
    with psycopg.connect(server.superuser_conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_MAKING])
        if not _exists(connection, "pg_roles", "rolname", place.owner):
            statement = sql.SQL("CREATE ROLE {} LOGIN CREATEROLE NOSUPERUSER")
            connection.execute(statement.format(sql.Identifier(place.owner)))
        if not _exists(connection, "pg_database", "datname", place.name):
            _create_database(connection, place.name, place.owner)
    return place


def recreate(env: Environment, name: str | None = None) -> DatabaseAddress:
    """An empty database in place of the one there was, for tests. Raises ConfigurationError outside them."""
    drop(env, name)
    return ensure_database(env, name)


def drop(env: Environment, name: str | None = None) -> None:
    """Remove the database with everything in it and the logins called after it, for tests.

    Raises ConfigurationError outside tests, or when the database is not the embedded server's.
    """
    if env.mode is not Mode.TEST or not env.embedded:
        raise ConfigurationError("Only the tests drop a database, and only one of the embedded server.")
    name = name or env.database_name
    server = embedded.start(env.postgres_dir)
    try:
        with psycopg.connect(server.superuser_conninfo(), autocommit=True) as connection:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(statement)
            roles = "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)"
            for (role,) in connection.execute(roles, [f"{name}_"]).fetchall():
                # Another database's name may begin with this one's: its logins still own or may something.
                with suppress(psycopg.errors.DependentObjectsStillExist):
                    connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
    finally:
        server.stop()


def require_network(address: DatabaseAddress) -> None:
    """Refuse a database in which nothing was migrated yet. Raises ConfigurationError."""
    with psycopg.connect(address.conninfo(), autocommit=True) as connection:
        row = connection.execute("SELECT to_regclass('public.network_market')").fetchone()
    if row is None or row[0] is None:
        raise ConfigurationError(
            "This database holds no network yet: run `make demo`, or `tadamun market create`, first."
        )


def django_settings(env: Environment, name: str | None = None) -> dict[str, Any]:
    """The part of Django's DATABASES that names the database; starts nothing and connects to nothing."""
    place = address(env, name)
    return {
        "HOST": place.host,
        "PORT": place.port,
        "NAME": place.name,
        "OPTIONS": dict(place.options),
        "LOGINS": Logins(
            database=place.name,
            owner=place.owner,
            owner_password=place.owner_password,
            password_of=env.keys.password_of,
            connections_per_thread=env.connections_per_thread,
            statement_timeout=env.statement_timeout,
            superuser=SUPERUSER if env.embedded else None,
        ),
    }


def _named_address(url: str, name: str | None) -> DatabaseAddress:
    parts: dict[str, Any] = conninfo_to_dict(url)
    own_name = parts.pop("dbname")
    return DatabaseAddress(
        host=parts.pop("host"),
        port=int(parts.pop("port", 5432)),
        name=name or own_name,
        owner=parts.pop("user"),
        owner_password=parts.pop("password", None),
        superuser_conninfo=None,
        options=parts,
    )


def _ensure_named(url: str, name: str | None) -> DatabaseAddress:
    place = _named_address(url, name)
    if place.name != _named_address(url, None).name:
        with _connect(url) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [_MAKING])
            if not _exists(connection, "pg_database", "datname", place.name):
                _create_or_say_why_not(connection, place)
    with _connect(place.conninfo()) as connection:
        if missing := _missing(connection):
            raise ConfigurationError(
                f"DATABASE_URL: the server cannot be used as it is. Missing: {'; '.join(missing)}."
            )
    return place


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
    if len(database) > LONGEST_NAME:
        # Every login's name begins with it, and PostgreSQL cuts names at 63 bytes.
        missing.append(f"a database name of at most {LONGEST_NAME} characters")
    if encoding != "UTF8":
        missing.append(f"a database in UTF8 (this is {encoding})")
    if not may_make_roles:
        missing.append(f'the right to make logins (ALTER ROLE "{user}" CREATEROLE)')
    if not may_make_schemas:
        missing.append(f'the right to make schemas (GRANT CREATE ON DATABASE "{database}" TO "{user}")')
    if not may_use_public:
        missing.append(f'the right to make tables (GRANT CREATE ON SCHEMA public TO "{user}")')
    return missing


def _create_or_say_why_not(connection: psycopg.Connection, place: DatabaseAddress) -> None:
    try:
        _create_database(connection, place.name, place.owner)
    except psycopg.errors.InsufficientPrivilege:
        raise ConfigurationError(
            f'DATABASE_URL: the database "{place.name}" does not exist, and "{place.owner}" may not '
            f'make it (ALTER ROLE "{place.owner}" CREATEDB).'
        ) from None


def _create_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    statement = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0"
    connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(owner)))


def _exists(connection: psycopg.Connection, catalogue: str, column: str, value: str) -> bool:
    statement = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(catalogue), sql.Identifier(column)
    )
    return connection.execute(statement, [value]).fetchone() is not None
