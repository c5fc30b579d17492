"""Clients that integrators have already, unchanged: they read, write, and are told what was wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from config.environment import ENV, ROOT
from kernel import clock
from kernel.ids import new_id
from tenants.permissions import Role

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"
QUERY = "query Listings($first: Int!) { listings(first: $first) { nodes { id onHand } } }"
MUTATION = """mutation Sell($input: RecordSaleInput!) {
  recordSale(input: $input) { sale { uuid } errors { code } }
}"""
RELAY = """graphql`
  query appQuery($first: Int!, $after: String) { ...app_list @arguments(first: $first, after: $after) }
`;
graphql`
  fragment app_list on Query
  @refetchable(queryName: "appPaginationQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" }) {
    %(field)s(first: $first, after: $after) @connection(key: "app_%(field)s") { edges { node { id } } }
  }
`;
graphql`fragment app_node on %(type)s @refetchable(queryName: "appNodeQuery") { id }`;
"""


@pytest.fixture
def asked(server: Any, integration: Any, token: Callable[..., str]) -> Mapping[str, Any]:
    """What each of them is to do: read a page of listings, and record a sale."""
    return {
        "url": server.url("casablanca"),
        "token": token(Role.INTEGRATOR, scope="casablanca"),
        "query": QUERY,
        "variables": {"first": 3},
        "mutation": MUTATION,
        "input": {
            "saleId": str(new_id()),
            "tillId": integration.till,
            "lines": [{"listingId": integration.listings[0], "quantity": 1}],
            "tenders": [{"kind": "CASH", "receivedMinor": 1000}],
            "occurredAt": clock.now().isoformat(),
        },
    }


def read_and_wrote(told: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    assert len(told["first"]["listings"]["nodes"]) == 3
    assert told["written"]["recordSale"]["errors"] == []
    assert told["written"]["recordSale"]["sale"]["uuid"] == asked["input"]["saleId"]


class TestApolloClient:
    def test_sends_hashes_by_get_and_the_text_once(
        self, node: Callable[..., Any], asked: Mapping[str, Any]
    ) -> None:
        told = node("apollo.mjs", json.dumps(asked))

        read_and_wrote(told, asked)
        assert told["second"] == told["first"]
        assert told["refused"] == "CombinedGraphQLErrors"
        hashed = {"method": "GET", "text": False}
        assert hashed in told["requests"][:2] and any(one["text"] for one in told["requests"])


class TestUrql:
    def test_sends_queries_by_get(self, node: Callable[..., Any], asked: Mapping[str, Any]) -> None:
        told = node("urql.mjs", json.dumps(asked))

        assert told["problem"] is None
        read_and_wrote(told, asked)
        assert [one["method"] for one in told["requests"]] == ["GET", "POST", "GET"]
        assert told["refused"] == ["VALIDATION"]


class TestGraphqlRequest:
    def test_reads_and_writes(self, node: Callable[..., Any], asked: Mapping[str, Any]) -> None:
        told = node("graphql_request.mjs", json.dumps(asked))

        read_and_wrote(told, asked)
        assert told["refused"] == ["VALIDATION"]


class TestGql:
    def test_reads_the_schema_and_data_and_writes(self, server: Any, asked: Mapping[str, Any]) -> None:
        told = {
            **asked,
            "url": f"http://127.0.0.1:{server.port}/graphql/",
            "host": f"casablanca.{ENV.domain}:{server.port}",
        }
        done = subprocess.run(
            [HERE / ".venv" / "bin" / "python", "gql_client.py", json.dumps(told)],
            cwd=HERE,
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        answered = json.loads(done.stdout)

        read_and_wrote(answered, asked)
        assert answered["refused"] == ["VALIDATION"]


@pytest.mark.parametrize(
    ("schema", "field", "kind"), [("hq", "products", "Product"), ("market", "listings", "Listing")]
)
class TestRelayCompiler:
    def test_takes_pages_and_nodes_for_its_own(
        self, schema: str, field: str, kind: str, tmp_path: Path
    ) -> None:
        (tmp_path / "schema.graphql").write_text((ROOT / "graphql" / f"{schema}.graphql").read_text())
        (tmp_path / "app.js").write_text(RELAY % {"field": field, "type": kind})
        settings = {"src": ".", "schema": "schema.graphql", "language": "javascript"}
        (tmp_path / "relay.config.json").write_text(json.dumps(settings))
        done = subprocess.run(
            [NODE, HERE / "node_modules" / "relay-compiler" / "cli.js", "relay.config.json", "--noWatchman"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
        )

        assert done.returncode == 0, done.stdout + done.stderr
        made = {path.name for path in (tmp_path / "__generated__").iterdir()}
        assert {"appQuery.graphql.js", "appPaginationQuery.graphql.js", "appNodeQuery.graphql.js"} <= made
