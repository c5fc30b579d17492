"""GraphiQL as a browser gets it: its page, its files, its policy, and examples that work for their role."""

import gzip
import hashlib
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.test import Client

from api.graphiql import view
from api.graphiql.examples import HQ_EXAMPLES, MARKET_EXAMPLES, Example
from config.environment import ROOT
from tenants.permissions import MARKET_ROLES, NETWORK_ROLES, Role

FOLDER = ROOT / "graphql" / "api" / "graphiql"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture
def browser(rollback: None) -> Client:
    return Client(headers={"host": "hq.testserver", "accept": BROWSER})


def named(example: Example) -> str:
    return f"{example.role}: {example.name}"


class TestPage:
    def test_is_for_who_wants_html(self, browser: Client) -> None:
        page = browser.get("/graphql/")

        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Accept" in page.headers["Vary"]

    def test_executes_nothing(self, browser: Client) -> None:
        page = browser.get("/graphql/?query={__typename}")

        assert page.headers["Content-Type"].startswith("text/html")

    def test_may_run_only_what_comes_from_here_and_ask_only_here(self, browser: Client) -> None:
        policy = dict(
            part.strip().split(" ", 1)
            for part in browser.get("/graphql/").headers["Content-Security-Policy"].split(";")
        )

        assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == policy["worker-src"] == "'self'"
        assert not any("http" in sources or "unsafe-eval" in sources for sources in policy.values())

    def test_loads_what_is_there(self, browser: Client) -> None:
        links = re.findall(r'(?:src|href)="([^"]+)"', browser.get("/graphql/").content.decode())

        assert len(links) == 3
        for link in links:
            assert link == "data:," or browser.get(link).status_code == 200


class TestAssets:
    def test_are_kept_for_good(self, browser: Client) -> None:
        for path in (FOLDER / "built" / "assets").iterdir():
            response = browser.get(f"/graphql/assets/{path.name}")

            assert response.content == path.read_bytes()
            assert "immutable" in response.headers["Cache-Control"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_go_compressed_to_who_can_read_that(self, browser: Client) -> None:
        path = next((FOLDER / "built" / "assets").glob("graphiql-*.js"))
        response = browser.get(f"/graphql/assets/{path.name}", headers={"accept-encoding": "gzip, br"})

        assert gzip.decompress(response.content) == path.read_bytes()
        assert (response.headers["Content-Encoding"], response.headers["Vary"].split(",")[0]) == (
            "gzip",
            "Accept-Encoding",
        )

    @pytest.mark.parametrize("name", ["nothing.js", "..", "page.html", "%2e%2e%2fpage.html"])
    def test_are_no_other_files(self, browser: Client, name: str) -> None:
        assert browser.get(f"/graphql/assets/{name}").status_code == 404

    def test_are_made_from_the_sources_beside_them(self) -> None:
        lines = (FOLDER / "built" / "SOURCE.txt").read_text().splitlines()
        made_of = {name: digest for digest, name in (line.split("  ") for line in lines)}
        sources = {path.name: path for path in (FOLDER / "source").iterdir() if path.name in made_of}

        assert {"main.jsx", "package-lock.json", "build.mjs"} <= made_of.keys() == sources.keys()
        for name, path in sources.items():
            assert hashlib.sha256(path.read_bytes()).hexdigest() == made_of[name], "run `make graphiql`"

    def test_come_with_their_licences(self) -> None:
        licences = (FOLDER / "built" / "assets" / "LICENSES.txt").read_text()

        assert all(
            f"\n{name} " in f"\n{licences}" for name in ("graphiql", "graphql", "monaco-editor", "react")
        )

    def test_are_locked_without_addresses(self) -> None:
        for lock in ROOT.glob("**/source/package-lock.json"):
            assert '"resolved"' not in lock.read_text()

    def test_name_nothing_elsewhere_to_load(self) -> None:
        for path in (FOLDER / "built").rglob("*"):
            if path.suffix in (".css", ".html"):
                assert not re.search(r"https?://(?!www\.w3\.org/)", path.read_text()), path.name
            if path.suffix == ".js":
                assert not re.search(r"""(import|fetch|importScripts)\(["'`]https?:""", path.read_text())


class TestExamples:
    def test_are_there_for_every_role(self) -> None:
        assert {example.role for example in HQ_EXAMPLES} == set(NETWORK_ROLES)
        assert {example.role for example in MARKET_EXAMPLES} == set(MARKET_ROLES)

    @pytest.mark.parametrize(("host", "examples"), [("hq", HQ_EXAMPLES), ("casablanca", MARKET_EXAMPLES)])
    def test_are_served_to_the_page(self, rollback: None, host: str, examples: tuple[Example, ...]) -> None:
        response = Client(headers={"host": f"{host}.testserver"}).get("/graphql/examples.json")

        served = orjson.loads(response.content)
        assert [one["name"] for one in served] == [example.name for example in examples]
        assert set(served[0]) == {"role", "name", "query", "variables"}

    @pytest.mark.parametrize("example", HQ_EXAMPLES, ids=named)
    def test_of_headquarters_work_for_their_role(
        self, nation: Any, sign_in: Callable[..., Any], example: Example
    ) -> None:
        assert _answer(sign_in(Role(example.role)), example).get("errors", []) == []

    @pytest.mark.parametrize("example", MARKET_EXAMPLES, ids=named)
    def test_of_a_market_work_for_their_role(
        self, shop: Any, sign_in: Callable[..., Any], example: Example
    ) -> None:
        delegate = example.role == Role.COOPERATIVE_DELEGATE
        viewer = sign_in(Role(example.role), scope="casablanca", cooperative_id=uuid4() if delegate else None)
        assert _answer(viewer, example).get("errors", []) == []


def _answer(viewer: Any, example: Example) -> dict[str, Any]:
    answered: dict[str, Any] = viewer.post(
        {"query": example.query, "variables": orjson.loads(example.variables or "{}")}
    )
    return answered


def test_the_policy_is_that_of_the_workers_too(browser: Client) -> None:
    path = next((FOLDER / "built" / "assets").glob("json-*.js"))

    served = browser.get(f"/graphql/assets/{path.name}").headers["Content-Security-Policy"]

    assert served == view.POLICY
