"""What PostgreSQL itself can do: hand-written SQL for the same answers, prepared once for each connection,
sent by pgbench as the login that the server uses.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import setting
from bench.server import postgres_cpu_seconds
from config import database
from config.embedded_place import packaged_binaries
from config.environment import ENV
from tenants.database.logins import HQ, market_login

_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_DONE = re.compile(r"^number of transactions actually processed: ([0-9]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([0-9]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pace:
    """So many times a second, each for so many microseconds of PostgreSQL's CPU."""

    rps: float
    cpu_us: float


@dataclass(frozen=True, slots=True)
class Limit:
    """Scripts of pgbench that are run in turn, by chance, as one login."""

    scripts: Sequence[str]
    schema: str | None = setting.MARKET

    def measured(self, *, concurrency: int, seconds: float) -> Pace:
        """How often a second so many connections run the scripts, and what that takes of PostgreSQL."""
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number, script in enumerate(self.scripts):
                files.append(Path(folder) / f"{number}.sql")
                files[-1].write_text(script + "\n", encoding="utf-8")
            cpu = postgres_cpu_seconds()
            done = self._pgbench(files, concurrency, seconds)
            cpu = postgres_cpu_seconds() - cpu
        found, failed = _DONE.search(done.stdout), _FAILED.search(done.stdout)
        tps = _TPS.search(done.stdout)
        if done.returncode or not found or not tps or (failed and int(failed[1])):
            raise RuntimeError(f"pgbench: {done.stdout}{done.stderr}")
        return Pace(float(tps[1]), cpu / int(found[1]) * 1e6)

    def answers(self) -> list[Any]:
        """What each script answers, for comparison with the API's answers."""
        with self.connect() as connection:
            return [connection.execute(script.encode()).fetchone()[0] for script in self.scripts]  # type: ignore[index]

    def connect(self) -> psycopg.Connection:
        """A connection of the login."""
        role, password = self._credentials()
        return psycopg.connect(database.address(ENV).conninfo(user=role, password=password), autocommit=True)

    def _pgbench(
        self, files: Sequence[Path], concurrency: int, seconds: float
    ) -> "subprocess.CompletedProcess[str]":
        place, (role, password) = database.address(ENV), self._credentials()
        command = [
            str(packaged_binaries() / "pgbench"),
            *("-h", place.host, "-p", str(place.port), "-U", role),
            *("-M", "prepared", "-n", "-c", str(concurrency), "-j", str(min(concurrency, 2))),
            *("-T", str(max(1, round(seconds)))),
            *(argument for file in files for argument in ("-f", str(file))),
            place.name,
        ]
        return subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": password or ""}
        )

    def _credentials(self) -> tuple[str, str | None]:
        from django.conf import settings

        logins = settings.DATABASES["default"]["LOGINS"]
        found: tuple[str, str | None] = logins.credentials(
            HQ if self.schema is None else market_login(self.schema)
        )
        return found
