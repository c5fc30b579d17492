"""The feed of both sides, and the catalogue of the kinds of events: what it says is what happens."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from listening import number_events

from api.events import reference
from api.events.kinds import HQ_EVENT_TYPES, MARKET_SIDE_EVENT_TYPES
from config.environment import ROOT
from markets.events.models import Event
from tenants.database.session import as_hq, as_market
from tenants.events.models import NetworkEvent
from tenants.events.types import EventTypes
from tenants.permissions import Role
from tenants.webhooks.books import HQ_BOOKS

FEED = """query ($after: String, $types: [String!], $first: Int) {
  events(after: $after, types: $types, first: $first) {
    nodes { position name subjectId payload } pageInfo { endCursor hasNextPage } } }"""
TYPES = "{ eventTypes { name subject description samplePayload sampleWebhook } }"


def shape(value: Any) -> Any:
    """The structure of a payload: names and kinds, not values. Null fits any kind."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def fits(said: Any, sample: Any) -> bool:
    if said is None or sample is None:
        return True
    if isinstance(said, dict) and isinstance(sample, dict):
        return said.keys() == sample.keys() and all(fits(said[name], sample[name]) for name in said)
    if isinstance(said, list) and isinstance(sample, list):
        return not said or not sample or fits(said[0], sample[0])
    return type(said) is type(sample)


class TestCatalogue:
    def test_says_what_events_of_a_market_really_say(self, nation: Any, books: Any) -> None:
        nation.add_cooperative()
        nation.add_cooperative()
        books.grow()
        with as_market("casablanca"):
            seen = self.compared(Event, MARKET_SIDE_EVENT_TYPES)
        assert len(seen) >= 15

    def test_says_what_events_of_headquarters_really_say(self, nation: Any, books: Any) -> None:
        nation.add_cooperative()
        nation.add_cooperative()
        books.grow()
        with as_hq():
            seen = self.compared(NetworkEvent, HQ_EVENT_TYPES)
        assert len(seen) >= 10

    def compared(self, log: Any, types: EventTypes) -> set[str]:
        found = set()
        for event in log.objects.all():
            if event.name == "test.happened":
                continue
            said, sample = event.payload, types[event.name].sample
            if event.name != "verification.failed":
                assert fits(said, dict(sample)), (event.name, said)
            found.add(event.name)
        return found

    @pytest.mark.parametrize(
        ("folders", "types"),
        [(["markets"], MARKET_SIDE_EVENT_TYPES), (["tenants", "shared_catalog"], HQ_EVENT_TYPES)],
    )
    def test_holds_every_event_that_the_source_writes(self, folders: list[str], types: EventTypes) -> None:
        """Names are literals where events are made, or begin as a literal does that ends in a full stop."""
        written = {
            literal
            for folder in folders
            for path in (ROOT / folder).rglob("*.py")
            if "catalogue.py" not in path.name and "migrations" not in path.parts
            for literal in names_in(path)
        }
        assert written
        for literal in written:
            matching = [
                name
                for name in types
                if name == literal or (literal.endswith(".") and name.startswith(literal))
            ]
            assert matching, literal

    def test_is_the_published_one(self, tmp_path: Path) -> None:
        assert reference.check() == []
        page = tmp_path / "events.md"
        assert reference.check(page=page) != []
        reference.write(page=page)
        assert reference.check(page=page) == []

    @pytest.mark.parametrize("host", ["hq", "casablanca"])
    def test_is_answered(self, sign_in: Any, host: str) -> None:
        api = sign_in(Role.INTEGRATOR, scope="network" if host == "hq" else host)
        answered = {row["name"]: row for row in api.data(TYPES)["eventTypes"]}
        assert answered.keys() == (HQ_EVENT_TYPES if host == "hq" else MARKET_SIDE_EVENT_TYPES).keys()
        one = answered["webhook.disabled"]
        assert one["samplePayload"]["because"] == "failing"
        assert one["sampleWebhook"]["type"] == "webhook.disabled"
        assert one["sampleWebhook"]["data"]["market"] == host


def names_in(path: Path) -> set[str]:
    """The names given to events in one file: `name="…"`, or the first argument of `_event`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        given: list[ast.expr] = [key.value for key in node.keywords if key.arg == "name"]
        if called == "_event":
            given = node.args[:1]
        elif called not in ("events.append", "EventDraft", "events.EventDraft"):
            continue
        for value in given:
            if isinstance(value, ast.Constant):
                found.add(str(value.value))
            elif isinstance(value, ast.JoinedStr) and isinstance(value.values[0], ast.Constant):
                found.add(str(value.values[0].value))
    return {name for name in found if re.match(r"[a-z_]+\.", name)}


class TestFeed:
    def test_of_headquarters_is_gapless_and_goes_on_from_a_cursor(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative()
        assert admin.data(FEED)["events"]["nodes"] == []
        with as_hq():
            number_events(HQ_BOOKS)
        first = admin.data(FEED, first=3)["events"]
        rest = admin.data(FEED, first=100, after=first["pageInfo"]["endCursor"])["events"]
        positions = [event["position"] for event in first["nodes"] + rest["nodes"]]
        assert positions == list(range(1, len(positions) + 1))
        names = [event["name"] for event in first["nodes"] + rest["nodes"]]
        assert names.index("cooperative.registered") < names.index("cooperative.declared_eligible")
        assert names[-2:] == ["participation.started", "product.drafted"]

    def test_is_narrowed_to_types(self, nation: Any, admin: Any) -> None:
        nation.add_cooperative(products=2)
        with as_hq():
            number_events(HQ_BOOKS)
        drafted = admin.data(FEED, types=["product.drafted"])["events"]["nodes"]
        assert [event["name"] for event in drafted] == ["product.drafted"] * 2
        assert admin.data(FEED, types=[])["events"]["nodes"] == []
        assert admin.codes(FEED, types=["sale.recorded"]) == ["BAD_USER_INPUT"]

    def test_of_headquarters_is_for_who_may_read_events(self, sign_in: Any, anonymous: Any) -> None:
        for role, allowed in ((Role.INTEGRATOR, True), (Role.AUDITOR, True), (Role.HQ_ANALYST, False)):
            assert sign_in(role).codes(FEED) == ([] if allowed else ["FORBIDDEN"])
        assert anonymous.codes(FEED) == ["UNAUTHENTICATED"]
