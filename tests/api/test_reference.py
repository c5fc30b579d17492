"""The reference: complete, right, without a request to elsewhere, and served on every host."""

import base64
import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from graphql import GraphQLInputObjectType, GraphQLObjectType
from typer.testing import CliRunner

from api import permission_table, sdl
from api.reference.pages import pages_of
from api.reference.samples import problems, sample
from config.cli import build

SIDES = ("hq", "market")
HOSTS = {"hq": "hq.testserver", "market": "casablanca.testserver"}


def roots(side: str) -> list[tuple[str, Any, bool]]:
    schema = sdl.SCHEMAS[side]
    assert schema.query_type is not None and schema.mutation_type is not None
    return [
        *((name, field, False) for name, field in schema.query_type.fields.items()),
        *((name, field, True) for name, field in schema.mutation_type.fields.items()),
    ]


def html(side: str) -> dict[str, str]:
    return {name: page.decode() for name, page in pages_of(side).items() if name.endswith(".html")}


@pytest.mark.parametrize("side", SIDES)
class TestExamples:
    def test_are_valid_and_within_what_a_request_may_cost(self, side: str) -> None:
        schema = sdl.SCHEMAS[side]

        for name, field, writes in roots(side):
            made = sample(schema, name, field, writes=writes)
            assert not problems(schema, made), made.document
            assert 1 < made.cost <= settings.COST_PER_REQUEST

    def test_stand_with_every_root_field(self, side: str) -> None:
        pages = html(side)

        for name, _, writes in roots(side):
            page = pages["mutations.html" if writes else "queries.html"]
            section = page.partition(f'<h2 id="{name}">')[2].partition("<h2")[0]
            assert "<pre><code>" in section
            assert "<dt>Roles</dt>" in section
            assert "<dt>Cost of the example</dt><dd>at most " in section


@pytest.mark.parametrize("side", SIDES)
class TestPages:
    def test_tell_every_type_and_field(self, side: str) -> None:
        told = set(re.findall(r' id="([^"]+)"', "".join(html(side).values())))

        for type_ in sdl.SCHEMAS[side].type_map.values():
            if type_.name.startswith("__") or type_.name in ("Query", "Mutation"):
                continue
            assert type_.name in told
            if isinstance(type_, GraphQLObjectType):
                assert {f"{type_.name}.{name}" for name in type_.fields} <= told
            if isinstance(type_, GraphQLInputObjectType):
                section = (
                    html(side)["inputs.html"].partition(f'<h2 id="{type_.name}">')[2].partition("<h2")[0]
                )
                assert all(f"<code>{name}</code>" in section for name in type_.fields)

    def test_lead_only_to_what_is_there(self, side: str) -> None:
        pages = html(side)
        places = {name: set(re.findall(r' id="([^"]+)"', page)) for name, page in pages.items()}

        for page in pages.values():
            for link in re.findall(r'href="([^"]+)"', page):
                name, _, place = link.partition("#")
                if not link.startswith("https://"):
                    assert name in pages_of(side)
                    assert not place or place in places[name], link

    def test_load_nothing(self, side: str) -> None:
        for page in html(side).values():
            assert not re.search(
                r"<(script|link|img|iframe|object|embed)\b|\bsrc=|@import|url\(|<style[^>]+>", page
            )

    def test_carry_the_schema_and_who_may(self, side: str) -> None:
        pages = pages_of(side)

        assert pages["schema.graphql"].decode() == sdl.path_of(side).read_text(encoding="utf-8")
        rows = permission_table.Table(side).text().count("\n| ")
        assert pages["permissions.html"].decode().count("<tr>") == rows


class TestMutation:
    def test_tells_its_refusals_events_and_roles(self) -> None:
        section = html("market")["mutations.html"].partition('<h2 id="recordSale">')[2].partition("<h2")[0]

        assert 'href="errors.html#INSUFFICIENT_STOCK"' in section
        assert 'href="events.html#sale.recorded"' in section
        assert "market_manager, cashier, integrator" in section
        assert "Requires: <code>sales:record</code>" in section


class TestServed:
    @pytest.mark.parametrize("side", SIDES)
    def test_on_every_host_with_its_own_side(self, rollback: None, side: str) -> None:
        client = Client(headers={"host": HOSTS[side]})

        for name in ("", *pages_of(side)):
            answer = client.get(f"/reference/{name}")
            assert answer.status_code == 200
            assert answer.content == pages_of(side)[name or "index.html"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_under_a_policy_that_lets_only_its_style_in(self, rollback: None) -> None:
        answer = Client(headers={"host": HOSTS["hq"]}).get("/reference/")
        style = answer.content.decode().partition("<style>")[2].partition("</style>")[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

        assert answer.headers["Content-Security-Policy"].startswith(
            f"default-src 'none'; style-src 'sha256-{digest}';"
        )

    def test_compressed_for_who_takes_it(self, rollback: None) -> None:
        answer = Client(headers={"host": HOSTS["hq"], "accept-encoding": "gzip"}).get("/reference/types.html")

        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.content) == pages_of("hq")["types.html"]

    def test_refuses_other_names_and_methods(self, rollback: None) -> None:
        client = Client(headers={"host": HOSTS["hq"]})

        assert client.get("/reference/else.html").status_code == 404
        assert client.post("/reference/").status_code == 405


class TestCommand:
    def test_writes_both_sides(self, tmp_path: Path) -> None:
        done = CliRunner().invoke(build(), ["reference", str(tmp_path)])

        assert done.exit_code == 0
        for side in SIDES:
            written = {path.name: path.read_bytes() for path in (tmp_path / side).iterdir()}
            assert written == pages_of(side)
