import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest

from config import embedded, embedded_place
from config.embedded import EmbeddedServer
from config.embedded_place import place_of
from config.errors import ConfigurationError

HOLD_UNTIL_TOLD = """
import sys; from pathlib import Path; from config import embedded
print(embedded.start(Path(sys.argv[1])).pid, flush=True); sys.stdin.read()
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A folder below one that is closed to all others, as a home may be."""
    tmp_path.chmod(0o700)
    folder = tmp_path / "var" / "postgres"
    yield folder
    embedded.remove(folder)


def modes(*paths: Path) -> dict[Path, int]:
    return {each: each.stat().st_mode for path in paths for each in (path, *path.parents)}


def committed_rows(server: EmbeddedServer) -> int:
    with psycopg.connect(server.superuser_conninfo()) as connection:
        row = connection.execute("SELECT count(*) FROM fact").fetchone()
    assert row is not None
    return int(row[0])


def commit_rows(server: EmbeddedServer, rows: int) -> None:
    with psycopg.connect(server.superuser_conninfo()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS fact (id int)")
        connection.execute("INSERT INTO fact SELECT generate_series(1, %s)", [rows])


def hold(data_dir: Path) -> "subprocess.Popen[str]":
    """Another process that uses the server until its input is closed."""
    command = [sys.executable, "-c", HOLD_UNTIL_TOLD, str(data_dir)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


class TestStart:
    def test_finds_every_commit_again_after_a_kill(self, data_dir: Path) -> None:
        killed = embedded.start(data_dir)
        commit_rows(killed, 50_000)
        with closing(psycopg.connect(killed.superuser_conninfo())) as busy:
            busy.execute("INSERT INTO fact VALUES (0)")
            os.kill(killed.pid, signal.SIGKILL)
            server = embedded.start(data_dir)
        assert server.pid != killed.pid
        assert committed_rows(server) == 50_000

    def test_waits_for_a_server_that_recovers_from_a_killed_backend(self, data_dir: Path) -> None:
        server = embedded.start(data_dir)
        with psycopg.connect(server.superuser_conninfo()) as victim:
            os.kill(victim.info.backend_pid, signal.SIGKILL)
            again = embedded.start(data_dir)
            commit_rows(again, 1)
        assert again.pid == server.pid

    def test_clears_away_what_a_killed_process_left(self, data_dir: Path) -> None:
        server = embedded.start(data_dir)
        server.stop()
        # The number of a server and of a user, both given to other processes since.
        (server.folder / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n")
        (server.socket_dir / ".s.PGSQL.5432").touch()
        left = [{"pid": os.getppid(), "started": 1.0}, {"pid": 2**22 - 1, "started": 1.0}]
        (server.folder / "users.json").write_text(json.dumps({"users": left, "keep": False}))
        server = embedded.start(data_dir)
        assert embedded.status(data_dir).users == (os.getpid(),)
        server.stop()
        assert embedded.status(data_dir).pid is None

    def test_uses_the_packaged_binaries_whatever_is_installed(
        self, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for program in ("postgres", "pg_ctl", "initdb", "psql"):
            (tmp_path / program).write_text("#!/bin/sh\nexit 99\n")
            (tmp_path / program).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        for name in ("PGDATA", "PGHOST", "PGPORT", "PGOPTIONS", "LD_LIBRARY_PATH"):
            monkeypatch.setenv(name, "/nonexistent")
        server = embedded.start(data_dir)
        assert "pginstall18" in psutil.Process(server.pid).exe()

    def test_widens_no_permission_of_what_was_there(self, data_dir: Path, tmp_path: Path) -> None:
        binaries = place_of(data_dir, create=False).binaries
        before = modes(tmp_path, binaries)
        server = embedded.start(data_dir)
        commit_rows(server, 1)
        assert modes(tmp_path, binaries) == before
        assert server.folder.stat().st_mode & 0o077 == 0
        # Root's server runs as somebody who may not enter tmp_path, so it lives elsewhere.
        assert (server.folder == data_dir) == (os.geteuid() != 0)

    def test_copies_binaries_that_its_user_cannot_read(
        self, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = tmp_path / "site-packages"
        closed.mkdir()
        package = embedded_place.packaged_binaries().parents[1]
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(package / "pginstall18", closed / package.name / "pginstall18", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, closed / libraries.name)
        binaries = closed / package.name / "pginstall18" / "bin"
        monkeypatch.setattr(embedded_place, "packaged_binaries", lambda: binaries)
        server = embedded.start(data_dir)
        commit_rows(server, 1)
        # Only root's server runs as somebody else, who cannot enter tmp_path.
        copied = psutil.Process(server.pid).exe() != str(binaries / "postgres")
        assert copied == (os.geteuid() == 0)


class TestStop:
    def test_comes_with_the_last_user(self, data_dir: Path) -> None:
        first, second = hold(data_dir), hold(data_dir)
        assert first.stdout and second.stdout
        assert first.stdout.readline() == second.stdout.readline() != ""
        first.communicate("")
        assert embedded.status(data_dir).users == (second.pid,)
        assert embedded.status(data_dir).pid is not None
        second.communicate("")
        assert embedded.status(data_dir).pid is None

    def test_does_not_wait_for_a_user_that_was_killed(self, data_dir: Path) -> None:
        killed, last = hold(data_dir), hold(data_dir)
        assert killed.stdout and last.stdout
        assert killed.stdout.readline() and last.stdout.readline()
        killed.kill()
        killed.communicate()
        last.communicate("")
        assert embedded.status(data_dir).pid is None

    def test_waits_for_as_many_as_there_were_starts_in_one_process(self, data_dir: Path) -> None:
        server, again = embedded.start(data_dir), embedded.start(data_dir)
        server.stop()
        assert embedded.status(data_dir).pid == again.pid
        again.stop()
        assert embedded.status(data_dir).pid is None

    def test_by_name_stops_a_server_that_was_to_be_kept(self, data_dir: Path) -> None:
        embedded.start(data_dir, keep=True).stop()
        assert embedded.status(data_dir).kept and embedded.status(data_dir).pid is not None
        assert embedded.stop(data_dir) is True
        assert embedded.status(data_dir).pid is None
        assert embedded.stop(data_dir) is False


class TestPlaceOf:
    def test_puts_the_socket_elsewhere_when_its_path_would_be_too_long(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 4242)
        place = place_of(tmp_path / ("deep" * 30), create=False)
        assert place.folder == tmp_path / ("deep" * 30)
        assert len(str(place.socket_dir / ".s.PGSQL.5432")) < 104

    def test_refuses_a_folder_of_somebody_else(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 4242)
        with pytest.raises(ConfigurationError, match="belongs to"):
            place_of(tmp_path, create=True)

    def test_trusts_no_folder_that_somebody_put_where_ours_would_be(self, tmp_path: Path) -> None:
        (tmp_path / "guessed").symlink_to("/etc")
        with pytest.raises(ConfigurationError, match="remove it"):
            embedded_place.private_folder(tmp_path / "guessed", os.geteuid(), os.getegid())
