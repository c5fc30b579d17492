"""Both executors answer alike: the ordinary one defines what an operation means, and the compiled one says
the same, byte for byte, or leaves it alone.
"""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
import pytest
from django import conf
from django.db import transaction
from graphql import get_named_type
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from operations import Known, Maker, Operation

from api.base import ids
from api.base.documents import Documents, InvalidDocument
from api.base.errors import ApiError
from api.base.execution import Request, answer
from api.context import Context
from api.execution.finishing import Refused
from api.execution.parameters import Unplannable
from api.execution.plans import asked_in, plans_of
from api.execution.running import run
from api.hq.schema import HQ_DOCUMENTS
from api.market.schema import MARKET_DOCUMENTS
from kernel import clock
from kernel.ids import new_id
from tenants.access import NETWORK, Actor, ActorKind, Grant, actor_at
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

MARKET = "casablanca"
SIDES: tuple[tuple[Documents, str | None], ...] = ((HQ_DOCUMENTS, None), (MARKET_DOCUMENTS, MARKET))


def viewers(market: str | None, cooperative_id: UUID) -> list[Actor]:
    """Somebody of each role, by itself or through an application, who is let in on a host."""
    found = []
    for role in Role:
        for scope in (NETWORK, MARKET):
            delegate = cooperative_id if role is Role.COOPERATIVE_DELEGATE else None
            held = [Grant(id=new_id(), role=role, scope=scope, cooperative_id=delegate)]
            for client in (None, "client:1"):
                actor = actor_at(
                    market=market,
                    id=f"person:{new_id()}",
                    label="somebody",
                    kind=ActorKind.PERSON,
                    grants=held,
                    client=client,
                )
                if actor is not None:
                    found.append(actor)
    return found


class Comparison:
    """Asks both executors and counts what became of it."""

    def __init__(self, cooperative_id: UUID) -> None:
        self.viewers = {market: viewers(market, cooperative_id) for _, market in SIDES}
        self.known = {market: self._known(documents, market) for documents, market in SIDES}
        self.counted: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()

    def context(self, market: str | None, viewer: Actor, language: str = "fr") -> Context:
        return Context(viewer=viewer, market=market, now=clock.now(), language=language, request_id="test")

    def _known(self, documents: Documents, market: str | None) -> Known:
        """Ids of every type that a root connection leads to, and cursors of their lists."""
        found: dict[str, list[str]] = {}
        cursors: dict[str, list[str]] = {}
        query: Any = documents.schema.query_type
        for name, definition in query.fields.items():
            target: Any = get_named_type(definition.type)
            if not target.name.endswith("Connection"):
                continue
            text = f"{{ {name}(first: 5) {{ edges {{ cursor node {{ id __typename }} }} }} }}"
            for viewer in self.viewers[market]:
                data = self.ordinary(documents, Operation(text, {}), self.context(market, viewer)).get("data")
                if data and data[name]:
                    for edge in data[name]["edges"]:
                        found.setdefault(edge["node"]["__typename"], []).append(edge["node"]["id"])
                        cursors.setdefault(name, []).append(edge["cursor"])
                    break
        found["elsewhere"] = [ids.encode("Listing", new_id(), market="marrakech"), "Q29vcGVyYXRpdmU6eA"]
        return Known(
            found,
            cursors,
            [
                "argan -savon",
                '"huile d argan"',
                "-زيت",
                "29000017",
                "",
                "a",
                "C0001",
                "تعاونية",
                "Coop",
                "_%'\"\\",
            ],
        )

    def ordinary(self, documents: Documents, asked: Operation, context: Context) -> dict[str, Any]:
        """The ordinary executor's answer; whatever the database says meanwhile is its error, and no more."""
        with as_market(context.market) if context.market else as_hq():
            before = transaction.savepoint()
            try:
                return answer(documents, Request(query=asked.text, variables=asked.variables), context).body
            finally:
                transaction.savepoint_rollback(before)

    def check(self, seed: int) -> None:
        chance = random.Random(seed)
        documents, market = chance.choice(SIDES)
        viewer = chance.choice(self.viewers[market])
        asked = Maker(documents.schema, self.known[market], viewer, chance).operation()
        language = chance.choice(("ar", "fr", "en"))
        try:
            documents.prepared(asked.text)
        except (InvalidDocument, ApiError):
            self.counted["invalid"] += 1
            return
        with as_market(market) if market else as_hq():
            self.compare(documents, asked, self.context(market, viewer, language))

    def compare(self, documents: Documents, asked: Operation, context: Context) -> None:
        expected = self.ordinary(documents, asked, context)
        try:
            plan, brought = plans_of(documents.schema).plan(
                asked_in(documents, asked.text, None, asked.variables), context
            )
            written = run(plan, brought)
        except (Unplannable, Refused, ApiError) as why:
            self.counted["answered with errors" if "errors" in expected else "left alone"] += 1
            if "errors" not in expected:
                self.reasons[str(why) or type(why).__name__] += 1
            return
        self.counted["compiled"] += 1
        assert "errors" not in expected, (asked, expected["errors"])
        found = orjson.dumps(orjson.loads(written.data))
        assert found == orjson.dumps(expected["data"]), (asked, _difference(found, expected["data"]))
        assert written.points + 1 == expected["extensions"]["cost"]["actual"], asked


def _difference(found: bytes, expected: Any) -> tuple[bytes, bytes]:
    """Both from shortly before they part."""
    other = orjson.dumps(expected)
    at = next((i for i, (one, two) in enumerate(zip(found, other, strict=False)) if one != two), 0)
    return found[max(at - 60, 0) : at + 60], other[max(at - 60, 0) : at + 60]


@pytest.fixture
def comparison(books: Any, monkeypatch: pytest.MonkeyPatch) -> Comparison:
    monkeypatch.setattr(conf.settings, "COMPILED_FROM", 0)
    for bound in ("COST_PER_REQUEST", "COST_MAXIMUM"):
        monkeypatch.setattr(conf.settings, bound, 10**9)
    for _ in range(2):
        books.grow()
    return Comparison(books.shop.nation.cooperatives[0])


def test_a_row_that_is_led_back_to_is_read_for_itself(comparison: Comparison) -> None:
    text = "{ contests { nodes { line { id } adjustment { contest { line { occurredAt kind } id } } } } }"
    viewer = next(one for one in comparison.viewers[MARKET] if one.role is Role.MARKET_MANAGER)
    with as_market(MARKET):
        comparison.compare(MARKET_DOCUMENTS, Operation(text, {}), comparison.context(MARKET, viewer))
    assert comparison.counted == {"compiled": 1}


@pytest.mark.property
def test_agree(comparison: Comparison, record_property: Callable[[str, str], None]) -> None:
    deep = settings.default.max_examples >= 2_000  # type: ignore[union-attr]

    @settings(
        max_examples=2_000 if deep else 200,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**62))
    def agree(seed: int) -> None:
        comparison.check(seed)

    agree()
    counted = comparison.counted
    share = counted["compiled"] / (counted["compiled"] + counted["left alone"])
    record_property(
        "measured", f"compiled operations: {share:.0%} of those that have an answer; {dict(counted)}"
    )
    assert share >= 0.85, comparison.reasons.most_common(10)
