"""The TypeScript client of `graphql/clients`: as it is generated, by itself, and used by an integration."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.environment import ROOT
from tenants.permissions import Role
from tenants.webhooks import rules

CLIENTS = ROOT / "graphql" / "clients"
CLIENT = CLIENTS / "typescript"
NODE = Path(sys.executable).parent / "node"
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)


def run(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program of the client's own packages, in its folder."""
    return subprocess.run(
        [NODE, f"node_modules/.bin/{program}", *arguments],
        cwd=CLIENT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


class TestGenerated:
    def test_is_of_this_schema_and_these_operations(self, tmp_path: Path) -> None:
        done = run("graphql-codegen", "--config", "codegen.mjs", FOLDER=str(tmp_path))

        assert done.returncode == 0, done.stdout + done.stderr
        for name in ("hq.ts", "market.ts"):
            stale = f"{name} is stale: run make clients"
            assert (tmp_path / name).read_text() == (CLIENT / "src" / name).read_text(), stale

    def test_has_strict_types(self) -> None:
        done = run("tsc", "--project", ".")

        assert done.returncode == 0, done.stdout

    def test_can_be_built(self, tmp_path: Path) -> None:
        done = run("tsc", "--project", ".", "--noEmit", "false", "--outDir", str(tmp_path / "dist"))

        assert done.returncode == 0, done.stdout
        assert "./client.js" in (tmp_path / "dist" / "index.js").read_text()
        assert (tmp_path / "dist" / "market.d.ts").is_file()


class TestModules:
    def test_do_as_those_of_the_python_client(self, node: Callable[..., Any]) -> None:
        secrets = [os.urandom(32), os.urandom(32)]
        body = rules.body(event_type="sale.recorded", occurred_at=NOW, data={"market": "الدار البيضاء"})
        signed = {
            "body": body.decode(),
            "headers": dict(rules.headers(secrets, message_id="msg_1", at=NOW, body=body)),
            "secrets": [rules.secret_text(secret) for secret in secrets],
            "at": NOW.timestamp(),
        }

        assert len(node("typescript_modules.mjs", json.dumps(signed))) == 8


class TestIntegration:
    def test_signs_in_pages_sells_once_and_is_told_why_not(
        self, server: Any, integration: Any, node: Callable[..., Any], token: Callable[..., str]
    ) -> None:
        given = {
            "hq": server.url("hq", ""),
            "market": server.url("casablanca", ""),
            "id": integration.client_id,
            "secret": integration.secret,
            "till": integration.till,
            "listing": integration.listings[0],
            "stranger": token(Role.COMMITTEE_MEMBER),
        }

        told = node("typescript_client.mjs", json.dumps(given))

        assert "catalogue:read" in told["permissions"]["hq"]
        assert "sales:record" in told["permissions"]["market"]
        assert told["listings"] == told["same"] and set(integration.listings) <= set(told["listings"])
        assert (told["sale"]["sale"]["uuid"], told["sale"]["errors"]) == (told["sale"]["asked"], [])
        assert (told["sent"], told["onHand"]) == (2, 49)
        assert told["refusal"]["code"] == "INSUFFICIENT_STOCK" and "ا" in told["refusal"]["message"]
        assert told["codes"] == ["FORBIDDEN"]
