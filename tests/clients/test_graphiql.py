"""GraphiQL in a real browser: it works, and it asks nobody but the host it came from."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.graphiql.examples import HQ_EXAMPLES, MARKET_EXAMPLES, Example
from config.environment import ROOT
from tenants.permissions import Role

SOURCE = ROOT / "graphql" / "api" / "graphiql" / "source"


@pytest.fixture(
    scope="module",
    params=[
        ("hq", Role.HQ_ANALYST, "network", HQ_EXAMPLES),
        ("casablanca", Role.MARKET_MANAGER, "casablanca", MARKET_EXAMPLES),
    ],
    ids=["hq", "casablanca"],
)
def visit(
    request: Any,
    server: Any,
    node: Callable[..., Any],
    browser: str,
    token: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """What somebody saw who opened the page, as `graphiql.mjs` tells it."""
    host, role, scope, examples = request.param
    example: Example = next(example for example in examples if example.role == role)
    picture = tmp_path_factory.mktemp("graphiql") / f"{host}.png"
    url, secret = server.url(host), token(role, scope=scope)
    told = node("graphiql.mjs", url, browser, secret, role, example.name, str(picture))
    return {**told, "url": url, "token": secret, "role": role, "offered": example, "picture": picture}


class TestPage:
    def test_asks_only_the_host_it_came_from(self, visit: dict[str, Any]) -> None:
        hosts = {urlsplit(url).netloc for url in visit["requests"] if not url.startswith("data:")}

        assert hosts == {urlsplit(visit["url"]).netloc}
        assert len(visit["requests"]) > 10

    def test_breaks_neither_its_policy_nor_itself(self, visit: dict[str, Any]) -> None:
        assert (visit["violations"], visit["errors"]) == ([], [])

    def test_asks_for_nobody_without_a_token_and_for_its_owner_with_one(self, visit: dict[str, Any]) -> None:
        assert visit["nobody"]["data"] == {"viewer": None}
        assert visit["somebody"]["data"] == {"viewer": {"role": visit["role"].upper()}}

    def test_knows_the_schema(self, visit: dict[str, Any]) -> None:
        assert "viewer" in visit["reference"] and "cooperatives" in visit["reference"]
        assert "products" in visit["suggestions"]

    def test_opens_examples_and_keeps_the_token_for_them(self, visit: dict[str, Any]) -> None:
        assert visit["role"].replace("_", " ") in visit["roles"]
        assert visit["opened"] == visit["offered"].query
        assert visit["token"] in visit["kept"]
        assert "errors" not in visit["example"]

    def test_stores_no_token(self, visit: dict[str, Any]) -> None:
        assert visit["token"] not in visit["stored"]

    def test_can_be_seen(self, visit: dict[str, Any]) -> None:
        picture: Path = visit["picture"]
        assert picture.stat().st_size > 20_000


class TestBuild:
    def test_gives_the_committed_files_again(self, node: Callable[..., Any], tmp_path: Path) -> None:
        """From the sources, the lock and nothing else."""
        built = SOURCE.parent / "built"
        subprocess.run(
            [Path(sys.executable).parent / "node", "build.mjs", tmp_path / "built"],
            cwd=SOURCE,
            check=True,
        )

        def contents(folder: Path) -> dict[str, bytes]:
            return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

        assert contents(tmp_path / "built") == contents(built)
