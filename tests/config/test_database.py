import dataclasses
import os
from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest

from config import database, embedded
from config.database import DatabaseAddress
from config.environment import ENV, Environment, Mode
from config.errors import ConfigurationError

NAME = f"address_{os.getpid()}"


@pytest.fixture(scope="module")
def made() -> Iterator[DatabaseAddress]:
    """A database of these tests' own, and beside its owner a login that may nothing."""
    place = database.recreate(ENV, NAME)
    administer(place, f"CREATE ROLE {NAME}_guest LOGIN PASSWORD 'not shown'")
    yield place
    database.drop(ENV, NAME)


def administer(place: DatabaseAddress, statement: str) -> None:
    assert place.superuser_conninfo is not None
    with psycopg.connect(place.superuser_conninfo, autocommit=True) as connection:
        connection.execute(statement)


def named(place: DatabaseAddress, user: str, name: str = NAME) -> Environment:
    url = f"postgresql://{user}:not%20shown@/{name}?host={quote(place.host, safe='')}"
    return dataclasses.replace(ENV, database_url=url)


class TestEmbedded:
    def test_belongs_to_an_owner_who_makes_logins_and_is_no_superuser(self, made: DatabaseAddress) -> None:
        with psycopg.connect(made.conninfo()) as connection:
            row = connection.execute(
                "SELECT rolname, rolcreaterole, rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        assert row == (f"{NAME}_owner", True, False)

    def test_keeps_what_is_in_it_when_it_is_ensured_again(self, made: DatabaseAddress) -> None:
        administer(made, "CREATE TABLE kept ()")
        assert database.ensure_database(ENV, NAME) == made
        administer(made, "DROP TABLE kept")

    def test_has_the_same_address_before_it_is_started(self, made: DatabaseAddress) -> None:
        assert database.address(ENV, NAME) == made

    def test_sorts_the_same_on_every_machine(self, made: DatabaseAddress) -> None:
        query = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        with psycopg.connect(made.conninfo()) as connection:
            assert connection.execute(query).fetchone() == ("b", "C.UTF-8")

    def test_survives_a_crash_with_every_commit(self, made: DatabaseAddress) -> None:
        with psycopg.connect(made.conninfo()) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)

    def test_listens_on_no_port(self, made: DatabaseAddress) -> None:
        with psycopg.connect(made.conninfo()) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


class TestNamed:
    def test_is_used_as_it_is_when_nothing_is_missing(self, made: DatabaseAddress) -> None:
        place = database.ensure_database(named(made, made.owner))
        assert (place.name, place.owner, place.superuser_conninfo) == (NAME, made.owner, None)

    def test_lists_everything_that_is_missing_at_once(
        self, made: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "OLDEST_VERSION", 99)
        with pytest.raises(ConfigurationError) as refused:
            database.ensure_database(named(made, f"{NAME}_guest"))
        for missing in (
            "PostgreSQL 99 or later (this is 18)",
            "CREATEROLE",
            "ON DATABASE",
            "ON SCHEMA public",
        ):
            assert missing in str(refused.value)
        assert "not shown" not in str(refused.value)

    def test_says_which_right_a_new_database_needs(self, made: DatabaseAddress) -> None:
        with pytest.raises(ConfigurationError, match=r"may not make it .* CREATEDB"):
            database.ensure_database(named(made, f"{NAME}_guest"), f"{NAME}_other")

    def test_says_in_one_line_that_there_is_no_connection(self) -> None:
        env = dataclasses.replace(ENV, database_url="postgresql://user:hidden@127.0.0.1:1/name")
        with pytest.raises(ConfigurationError, match=r"^DATABASE_URL: no connection: ") as refused:
            database.ensure_database(env)
        assert "\n" not in str(refused.value) and "hidden" not in str(refused.value)

    def test_passes_on_the_options_of_its_address(self) -> None:
        url = "postgresql://owner:pass%40word@db.example.ma:5433/tadamun?sslmode=verify-full"
        place = database.address(dataclasses.replace(ENV, database_url=url))
        assert (place.host, place.port, place.owner_password) == ("db.example.ma", 5433, "pass@word")
        assert place.options == {"sslmode": "verify-full"}
        assert "pass@word" not in repr(place)


class TestDrop:
    @pytest.mark.parametrize(
        "env",
        [
            dataclasses.replace(ENV, mode=Mode.DEVELOPMENT),
            dataclasses.replace(ENV, database_url="postgresql://owner@db.example.ma/tadamun"),
        ],
        ids=["development", "a named server"],
    )
    def test_is_for_tests_on_the_embedded_server_only(self, env: Environment) -> None:
        with pytest.raises(ConfigurationError, match="Only the tests"):
            database.drop(env)

    def test_takes_the_logins_with_it(self, made: DatabaseAddress) -> None:
        name = f"{NAME}x"
        database.ensure_database(ENV, name)
        database.drop(ENV, name)
        server = embedded.start(ENV.postgres_dir)
        with psycopg.connect(server.superuser_conninfo()) as connection:
            left = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{name}%"])
            assert left.fetchall() == []
        server.stop()
