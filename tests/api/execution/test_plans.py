"""Plans hold nobody's data, are prepared, bounded, and left alone where they must be."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Q

from api.base.execution import Answer, Request, answer
from api.context import Context
from api.execution.parameters import Brought, Parameter, Unplannable
from api.execution.plans import Plans, asked_in, plans_of
from api.execution.running import run
from api.execution.viewers import Standing, SymbolicContext, SymbolicViewer
from api.hq.schema import HQ_DOCUMENTS
from api.market.schema import MARKET_DOCUMENTS
from kernel import clock
from kernel.ids import new_id
from tenants.access import NETWORK, Actor, ActorKind, Grant, actor_at
from tenants.database.session import as_hq, as_market
from tenants.permissions import ROLE_PERMISSIONS, Permission, Role

LISTINGS = "query ($n: Int) { listings(first: $n) { nodes { id product { code cooperative { code } } } } }"
MINE = "{ products { nodes { id code } totalCount } }"


def somebody(role: Role, scope: str = NETWORK, *, market: str | None = None, **said: Any) -> Actor:
    actor = actor_at(
        market=market,
        id=f"person:{new_id()}",
        label="somebody",
        kind=ActorKind.PERSON,
        grants=[Grant(id=new_id(), role=role, scope=scope, **said)],
    )
    assert actor is not None
    return actor


def context(viewer: Actor, market: str | None = None) -> Context:
    return Context(viewer=viewer, market=market, now=clock.now(), language="fr", request_id="test")


def on_market(viewer: Actor) -> Context:
    return context(viewer, "casablanca")


@pytest.fixture
def plans() -> Plans:
    return Plans(MARKET_DOCUMENTS.schema)


@pytest.fixture
def manager_of(shop: Any) -> Iterator[Context]:
    """A manager's context, on the market's connection."""
    shop.add_goods()
    shop.add_goods()
    with as_market("casablanca"):
        yield on_market(somebody(Role.MARKET_MANAGER, "casablanca", market="casablanca"))


def asked(text: str, **variables: Any) -> Any:
    return asked_in(MARKET_DOCUMENTS, text, None, variables)


class TestWhoseData:
    def test_two_delegates_share_a_plan_and_see_their_own(self, nation: Any, plans: Plans) -> None:
        owners = [nation.add_cooperative(products=2), nation.add_cooperative(products=1)]
        seen = []
        with as_market("casablanca"):
            for owner in owners:
                delegate = somebody(
                    Role.COOPERATIVE_DELEGATE, "casablanca", market="casablanca", cooperative_id=owner
                )
                plan, brought = plans.plan(asked(MINE), on_market(delegate))
                seen.append(orjson.loads(run(plan, brought).data)["products"]["totalCount"])
                assert str(owner) not in plan.sql and not set(owners) & set(plan.values)
        assert seen == [2, 1] and len(plans) == 1

    def test_a_plan_of_headquarters_is_not_a_delegate_s(self, nation: Any, plans: Plans) -> None:
        owner = nation.add_cooperative()
        delegate = somebody(
            Role.COOPERATIVE_DELEGATE, "casablanca", market="casablanca", cooperative_id=owner
        )
        with as_market("casablanca"):
            every, _ = plans.plan(asked(MINE), on_market(somebody(Role.HQ_ADMIN, market="casablanca")))
            own, _ = plans.plan(asked(MINE), on_market(delegate))
        assert every is not own and len(plans) == 2

    @pytest.mark.parametrize(
        "look",
        [
            lambda viewer: viewer.cooperative_id == new_id(),
            lambda viewer: viewer.id.startswith("person:"),
            lambda viewer: f"{viewer.id}",
            lambda viewer: bool(viewer.client),
            lambda viewer: viewer.cooperative_id in {1: 2}.values(),
            lambda viewer: list(viewer.id),
            lambda viewer: viewer.id < "x",
            lambda viewer: viewer.label,
            lambda viewer: viewer.grants,
            lambda viewer: viewer.may_in(Permission.SALES_READ, "casablanca"),
        ],
    )
    def test_whoever_looks_into_the_viewer_gets_no_plan(self, look: Any) -> None:
        viewer = SymbolicViewer(Standing(frozenset(), False, False, True, True, 1))
        with pytest.raises((Unplannable, AttributeError)):
            look(viewer)

    def test_a_condition_takes_what_it_must_not_read(self) -> None:
        viewer = SymbolicViewer(Standing(ROLE_PERMISSIONS[Role.CASHIER], False, False, True, False, 1))
        assert Q(cooperative=viewer.cooperative_id) and viewer.client is None
        assert viewer.may(Permission.SALES_RECORD)

    def test_the_context_is_symbolic_too(self) -> None:
        stands = SymbolicContext(SymbolicViewer(Standing(frozenset(), False, True, False, False, 1)))
        assert isinstance(stands.now, Parameter) and isinstance(stands.market, Parameter)
        with pytest.raises(Unplannable):
            _ = stands.address

    def test_the_connection_is_the_request_s(self, manager_of: Context, plans: Plans) -> None:
        plan, brought = plans.plan(asked(LISTINGS, n=1), manager_of)
        with as_market("marrakech"), pytest.raises(AssertionError, match="a host is one login"):
            run(plan, brought)


class TestPlans:
    def test_values_do_not_make_a_plan_but_shapes_do(self, manager_of: Context, plans: Plans) -> None:
        page = "query ($after: String, $n: Int) { listings(first: $n, after: $after) { edges { cursor } } }"
        plan, brought = plans.plan(asked(page, n=1), manager_of)
        [edge] = orjson.loads(run(plan, brought).data)["listings"]["edges"]
        plans.plan(asked(page, n=1, after=edge["cursor"]), manager_of)
        plans.plan(asked(page, n=1, after="nonsense"), manager_of)
        assert len(plans) == 2
        plans.plan(asked(page, n=2), manager_of)
        assert len(plans) == 3

    def test_one_document_has_so_many_shapes(self, manager_of: Context) -> None:
        plans = Plans(MARKET_DOCUMENTS.schema, most_variants=3)
        for n in (1, 2, 3):
            plans.plan(asked(LISTINGS, n=n), manager_of)
        with pytest.raises(Unplannable, match="too many shapes"):
            plans.plan(asked(LISTINGS, n=4), manager_of)
        plans.plan(asked(LISTINGS, n=3), manager_of)
        plans.plan(asked(LISTINGS.replace("$n", "$m"), m=4), manager_of)

    def test_the_least_recently_used_goes(self, manager_of: Context) -> None:
        plans = Plans(MARKET_DOCUMENTS.schema, most=2, most_variants=2)
        kept, _ = plans.plan(asked(LISTINGS, n=1), manager_of)
        plans.plan(asked(LISTINGS, n=2), manager_of)
        plans.plan(asked(LISTINGS, n=1), manager_of)
        plans.plan(asked(MINE), manager_of)
        assert len(plans) == 2
        assert plans.plan(asked(LISTINGS, n=1), manager_of)[0] is kept
        plans.plan(asked(LISTINGS, n=3), manager_of)

    def test_what_has_none_is_remembered(self, manager_of: Context, plans: Plans) -> None:
        for _ in range(2):
            with pytest.raises(Unplannable, match="Python answers viewer"):
                plans.plan(asked("{ viewer { id } }"), manager_of)
        assert len(plans) == 1

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("{ __schema { description } }", "introspection"),
            ("{ listings(first: 101) { nodes { id } } }", "page size"),
            ("{ listings(first: 0) { nodes { id } } }", "at least 1 row"),
            ('{ listings(after: "x") { nodes { id } } }', "cursor"),
            ("{ listings { nodes { sellability { sellable } } } }", "Python answers Listing.sellability"),
            (
                "{ categories(first: 100) { nodes { products(first: 100) { nodes { listing: cooperative {"
                " products(first: 100) { nodes { id } } } } } } } }",
                "rows",
            ),
        ],
    )
    def test_some_have_none(self, manager_of: Context, plans: Plans, text: str, why: str) -> None:
        with pytest.raises(Unplannable, match=why):
            plans.plan(asked(text), manager_of)

    def test_a_permission_decides(self, shop: Any, plans: Plans) -> None:
        cashier = on_market(somebody(Role.CASHIER, "casablanca", market="casablanca"))
        with as_market("casablanca"), pytest.raises(Unplannable, match="needs a permission"):
            plans.plan(asked("{ auditEntries { nodes { id } } }"), cashier)


class TestStatements:
    def test_are_prepared(self, manager_of: Context, plans: Plans) -> None:
        plan, brought = plans.plan(asked(LISTINGS, n=1), manager_of)
        run(plan, brought)
        run(plan, brought)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = %s",
                [plan.sql],
            )
            assert cursor.fetchall() == [(2,)]

    def test_survive_a_migration(self, manager_of: Context, plans: Plans) -> None:
        plan, brought = plans.plan(asked(LISTINGS, n=2), manager_of)
        before = run(plan, brought).data
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("RESET SESSION AUTHORIZATION")
            cursor.execute("ALTER TABLE casablanca.listings_listing ADD COLUMN added int DEFAULT 1")
            cursor.execute("ALTER TABLE casablanca.listings_listing ALTER COLUMN price_minor TYPE numeric")
        connection._acting_as = None  # type: ignore[attr-defined]
        assert run(plan, brought).data == before


class TestAnswers:
    def test_are_compiled_from_the_second_time_on(self, nation: Any) -> None:
        nation.add_cooperative()
        text = f"query Cooperatives{new_id().hex} {{ cooperatives {{ nodes {{ code }} }} }}"
        answers = [self.ask(text) for _ in range(3)]
        assert [bool(one.compiled) for one in answers] == [False, True, True]
        assert len({orjson.dumps(one.body["data"]) for one in answers}) == 1
        assert orjson.loads(answers[1].content) == answers[1].body

    def test_are_never_compiled_where_that_is_off(self, nation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "COMPILED_FROM", 0)
        answers = [self.ask("{ cooperatives { nodes { code id } } }") for _ in range(3)]
        assert not any(one.compiled for one in answers)

    def test_of_an_id_that_leads_nowhere_are_the_ordinary_executor_s(
        self, nation: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "COMPILED_FROM", 1)
        text = 'query ($id: ID = "Q29vcGVyYXRpdmU6MDE5MDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAw")'
        body = self.ask(f"{text} {{ cooperative(id: $id) {{ code }} }}").body
        assert body["data"] == {"cooperative": None}
        assert [error["extensions"]["code"] for error in body["errors"]] == ["NOT_FOUND"]

    def test_refuse_arguments_of_which_nothing_is_selected(
        self, nation: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "COMPILED_FROM", 1)
        text = 'query ($c: String = "nonsense") { cooperatives(after: $c) { __typename } }'
        assert [error["extensions"]["code"] for error in self.ask(text).body["errors"]] == ["BAD_USER_INPUT"]

    def ask(self, text: str) -> Answer:
        with as_hq():
            return answer(HQ_DOCUMENTS, Request(query=text, variables={}), context(somebody(Role.HQ_ADMIN)))


def test_parameters_of_cursors_are_decoded_when_they_are_there(manager_of: Context) -> None:
    text = "query ($c: String) { listings(after: $c, first: 1) { edges { cursor } } }"
    plan, brought = plans_of(MARKET_DOCUMENTS.schema).plan(asked(text, c=None), manager_of)
    [edge] = orjson.loads(run(plan, brought).data)["listings"]["edges"]
    plan, brought = plans_of(MARKET_DOCUMENTS.schema).plan(asked(text, c=edge["cursor"]), manager_of)
    assert isinstance(brought, Brought) and len(plan.bind(brought)) >= 2
    [other] = orjson.loads(run(plan, brought).data)["listings"]["edges"]
    assert other["cursor"] != edge["cursor"]


class TestSearches:
    SEARCH = "query ($t: String) { products(filter: {search: $t}) { nodes { code } } }"

    @pytest.mark.parametrize(
        ("text", "other"),
        [("argan", "savon"), ("argan -savon", "huile -argan"), ("-argan", "-savon"), ("", "!")],
    )
    def test_share_a_plan_by_what_they_ask(
        self, manager_of: Context, plans: Plans, text: str, other: str
    ) -> None:
        one, _ = plans.plan(asked(self.SEARCH, t=text), manager_of)
        assert plans.plan(asked(self.SEARCH, t=other), manager_of)[0] is one
        assert one.walk.planned_anew and "argan" not in one.sql
        plans.plan(asked(self.SEARCH, t="argan huile -savon"), manager_of)
        assert len(plans) == (1 if "-" in text and " " in text else 2)

    def test_are_not_prepared(self, manager_of: Context, plans: Plans) -> None:
        plan, brought = plans.plan(asked(self.SEARCH, t="argan"), manager_of)
        run(plan, brought)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE statement = %s", [plan.sql])
            assert cursor.fetchall() == []

    def test_of_a_barcode_are_left_alone(self, manager_of: Context, plans: Plans) -> None:
        with pytest.raises(Unplannable, match="barcode"):
            plans.plan(asked(self.SEARCH, t="6111242100992"), manager_of)
