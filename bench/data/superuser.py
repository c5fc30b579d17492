"""The server's superuser at work on the database that is measured, which no process of the platform is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from bench import setting
from config import database
from config.environment import ENV
from tenants.database.session import close_connections


@contextmanager
def superuser(schema: str) -> Iterator[psycopg.ClientCursor[Any]]:
    """One transaction of the superuser with a market's schema first."""
    with psycopg.connect(_superuser_address()) as connection:
        cursor = psycopg.ClientCursor(connection)
        cursor.execute(SQL("SET search_path = {}, public").format(Identifier(schema)))
        cursor.execute("SET timezone = 'UTC'")
        yield cursor


def run(cursor: psycopg.ClientCursor[Any], file: str, **given: object) -> None:
    """The statements of a file, with these values."""
    cursor.execute((setting.HERE / "data" / file).read_text(encoding="utf-8"), given)


def tidy() -> None:
    """What a server does in quiet hours, so that it happens in no measurement."""
    with psycopg.connect(_superuser_address(), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def copy(source: str, target: str, *, said: str = "") -> None:
    """A database in place of the one called `target`, with a comment."""
    close_connections()
    drop(target)
    with psycopg.connect(_superuser_address("postgres"), autocommit=True) as connection:
        connection.execute(
            SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                Identifier(target), Identifier(source), Identifier(f"{setting.DATABASE}_owner")
            )
        )
        connection.execute(SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(target), Literal(said)))


def drop(name: str) -> None:
    """Remove a database, if there is one."""
    with psycopg.connect(_superuser_address("postgres"), autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def said_of(name: str) -> str | None:
    """The comment on a database, None where there is none."""
    with psycopg.connect(_superuser_address("postgres"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return row[0] if row else None


def _superuser_address(name: str | None = None) -> str:
    place = database.address(ENV, name)
    assert place.superuser_conninfo is not None, "the embedded server has one"
    return place.superuser_conninfo
