"""Requests that nobody would think of: schemathesis reads each schema and tries it for a minute."""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from live_server import LiveServer, serving

from config.environment import ENV, ROOT
from tenants.database.session import as_market
from tenants.permissions import Role

HERE = Path(__file__).parent
SECONDS = 60


@pytest.fixture(scope="module")
def generous(network_database: None) -> Iterator[LiveServer]:
    """A server whose clients do not run out of points, so that requests are executed."""
    with serving(WORKERS="2", COST_PER_REQUEST="10000000", COST_MAXIMUM="900000000") as server:
        yield server


@pytest.fixture
def trade(make_goods: Callable[..., Any], sell: Callable[..., Any]) -> None:
    """Some sales in Casablanca, so that there is something to answer."""
    with as_market("casablanca"):
        for quantity in (1, 2, 3):
            sell((make_goods(), quantity))


@pytest.fixture
def fuzz(generous: LiveServer, trade: None, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Runs schemathesis on a host, where it must find nothing: what became of each request."""

    def run(host: str, schema: str, token: str) -> list[dict[str, Any]]:
        sdl, outcomes = ROOT / "graphql" / f"{schema}.graphql", tmp_path / "outcomes"
        done = subprocess.run(
            [
                *(HERE / ".venv" / "bin" / "schemathesis", "run", sdl),
                *("--url", f"http://127.0.0.1:{generous.port}/graphql/"),
                *("--header", f"Host: {host}.{ENV.domain}:{generous.port}"),
                *("--header", f"Authorization: Bearer {token}"),
                *("--checks", "all", "--workers", "2", "--max-examples", "5", "--max-time", str(SECONDS)),
                *("--request-timeout", "30", "--continue-on-failure", "--no-color"),
            ],
            cwd=tmp_path,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
                "SCHEMATHESIS_HOOKS": str(HERE / "fuzzing.py"),
                "SCHEMA": str(sdl),
                "CODES": str(ROOT / "docs" / "errors.md"),
                "OUTCOMES": str(outcomes),
            },
            capture_output=True,
            text=True,
            timeout=SECONDS * 10,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in outcomes.read_text().splitlines()]

    return run


@pytest.mark.parametrize(
    ("host", "schema", "role", "scope"),
    [
        ("hq", "hq", Role.HQ_ADMIN, "network"),
        ("casablanca", "market", Role.MARKET_MANAGER, "casablanca"),
    ],
    ids=["hq", "casablanca"],
)
class TestSchemathesis:
    def test_finds_no_error_of_the_server_and_no_breach_of_the_schema(
        self,
        fuzz: Callable[..., list[dict[str, Any]]],
        token: Callable[..., str],
        record_property: Callable[[str, str], None],
        host: str,
        schema: str,
        role: Role,
        scope: str,
    ) -> None:
        told = fuzz(host, schema, token(role, scope=scope))

        good = [one for one in told if one["good"]]
        executed = [one for one in good if not one["codes"]]
        refused = Counter(code for one in good for code in one["codes"])
        operations = len({one["asked"] for one in executed})
        record_property(
            "measured",
            f"schemathesis, {host}: {len(told)} requests, {len(good)} of them good, of these {len(executed)} "
            f"executed ({operations} operations), refused: {dict(refused.most_common())}",
        )
        assert len(executed) > len(good) / 2 > 100
        assert not {"THROTTLED", "UNAUTHENTICATED"} & refused.keys()
