"""Both schemas as graphql-eslint sees them: names, descriptions, and what Relay asks of pages."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.environment import ROOT

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"


def findings(sdl: str, folder: Path) -> list[Any]:
    """What is wrong with a schema, as (rule, message)."""
    (folder / "schema.graphql").write_text(sdl)
    done = subprocess.run(
        [
            NODE,
            HERE / "node_modules" / "eslint" / "bin" / "eslint.js",
            *("--config", HERE / "eslint.config.mjs", "--format", "json", "schema.graphql"),
        ],
        cwd=folder,
        env={**os.environ, "SCHEMA": "schema.graphql"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    [file] = json.loads(done.stdout)
    return [(found["ruleId"], found["message"]) for found in file["messages"]]


@pytest.mark.parametrize("schema", ["hq", "market"])
class TestSchema:
    def test_breaks_no_rule(self, schema: str, tmp_path: Path) -> None:
        assert findings((ROOT / "graphql" / f"{schema}.graphql").read_text(), tmp_path) == []


class TestRules:
    @pytest.mark.parametrize(
        ("rule", "part"),
        [
            ("require-description", "type A implements Node { id: ID! }"),
            ("require-description", '"A." enum B { ONE }'),
            ("require-description", '"A." input C { one: Int }'),
            ("require-description", '"A." type D { "One." one(two: Int): ID }'),
            ("strict-id-in-types", '"A." type E { "One." one: Int }'),
            ("naming-convention", '"A." enum FEnum { "One." ONE }'),
            ("no-typename-prefix", '"A." type G { "One." gOne: Int }'),
            ("no-unreachable-types", '"A." type H { "The id." id: ID! }'),
            ("relay-connection-types", '"A." type IConnection { "All." edges: [ID] }'),
        ],
    )
    def test_are_kept(self, rule: str, part: str, tmp_path: Path) -> None:
        """The same schema with one thing wrong."""
        sdl = (ROOT / "graphql" / "hq.graphql").read_text()

        assert f"@graphql-eslint/{rule}" in [name for name, _ in findings(f"{sdl}\n{part}", tmp_path)]
