"""`tadamun statements`, as somebody at a terminal runs it."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from settling import close_half_month

from kernel.halfmonth import HalfMonth
from markets.documents.models import StatementFile
from tenants.database.session import as_market

FIRST = HalfMonth(2026, 11, 1)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "tadamun", "statements", *map(str, arguments)]
    return subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)


class TestStatements:
    def test_writes_a_half_month_into_a_folder(
        self,
        live_market: str,
        make_goods: Callable[..., Any],
        sell: Callable[..., Any],
        tmp_path: Path,
    ) -> None:
        with as_market(live_market):
            for _ in range(3):
                sell((make_goods(), 1))
            close_half_month(FIRST)
        asked = ("--market", live_market, "--period", FIRST.key, "--out", tmp_path / "pdf")
        first = run(*asked)
        assert first.returncode == 0, first.stderr
        assert first.stdout.startswith("3 statements, ")
        written = {path.name: path.read_bytes() for path in (tmp_path / "pdf").iterdir()}
        with as_market(live_market):
            kept = {bytes(file.digest) for file in StatementFile.objects.all()}
        assert {hashlib.sha256(content).digest() for content in written.values()} == kept and len(kept) == 3

    def test_says_in_one_line_that_there_is_no_such_market(
        self, network_database: None, tmp_path: Path
    ) -> None:
        refused = run("--market", "nowhere", "--period", FIRST.key, "--out", tmp_path)
        assert refused.returncode == 2 and refused.stderr.count("\n") == 1, refused.stderr
