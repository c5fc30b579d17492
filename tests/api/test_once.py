"""Every mutation that is done once, sent twice: answered again, marked, and refused under the same id or key
with other content.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from repeatable import REQUESTS, World

from api import sdl
from api.base.lists import ListMutation
from api.base.mutations import Mutation
from api.base.once import ClientMade, Keyed, Naturally
from api.stock.types import Deposit
from kernel.ids import new_id
from markets.idempotency.models import MarketKey
from markets.stock.models import Deposit as DepositRow
from markets.stock.models import StockMovement
from tenants.database.session import as_market
from tenants.permissions import Permission, Role

# What posts in the ledger or moves goods: nothing less than an id or a key will do.
BY_ID_OR_KEY = {
    Permission.SALES_RECORD,
    Permission.SALES_REFUND,
    Permission.STOCK_WRITE,
    Permission.COSTS_WRITE,
}
COUNT = """mutation ($input: CountStockInput!) { counted: countStock(input: $input) {
  movement { id quantity } deposit { onHand } errors { code path } } }"""


def mutations() -> Iterator[type[Mutation]]:
    """Each mutation of both schemas, those that take many rows apart: their rows are these."""
    for schema in sdl.SCHEMAS.values():
        assert schema.mutation_type is not None
        for field in schema.mutation_type.fields.values():
            declared = field.extensions["declared"].resolver.__self__
            if not issubclass(declared, ListMutation):
                yield declared


ONCE = {one.field_name(): one for one in mutations() if isinstance(one.once, ClientMade | Keyed)}


def document(mutation: type[Mutation]) -> str:
    """The mutation with the id of each object that it answers."""
    asked = [
        f"{definition} {{ id }}"
        for definition, field in (
            (name, field) for name, field in mutation.payload_type._meta.fields.items() if name != "errors"
        )
        if hasattr(field, "node")
    ]
    words = [_camel(one) for one in asked] + ["errors { code path }"]
    name, takes, words_ = mutation.field_name(), f"{mutation.__name__}Input", " ".join(words)
    return f"mutation ($input: {takes}!) {{ again: {name}(input: $input) {{ {words_} }} }}"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


@pytest.fixture
def world(books: Any, sign_in: Callable[..., Any], now: Any) -> World:
    return World(books=books, sign_in=sign_in, now=now)


class TestDeclarations:
    def test_cover_every_mutation(self) -> None:
        declared = list(mutations())

        assert len(declared) > 90
        assert all(isinstance(one.once, ClientMade | Keyed | Naturally) for one in declared)

    def test_ask_an_id_or_a_key_of_what_sells_and_moves_goods(self) -> None:
        lax = [
            one.__name__ for one in mutations() if one.permission in BY_ID_OR_KEY and one not in ONCE.values()
        ]

        assert lax == []

    def test_have_a_request_here_each(self) -> None:
        assert set(REQUESTS) == set(ONCE)

    def test_are_told_by_every_description(self) -> None:
        for schema in sdl.SCHEMAS.values():
            assert schema.mutation_type is not None
            for name, field in schema.mutation_type.fields.items():
                assert (
                    "\n\nOnce: " in field.description or "repeated safely as those of" in field.description
                ), name


@pytest.mark.parametrize("name", sorted(ONCE))
class TestTwice:
    def test_is_once_and_says_so(self, world: World, name: str) -> None:
        asked = REQUESTS[name]
        given = asked.ask(world)
        query = document(ONCE[name])

        first = world.api.ask(query, input=given)
        again = world.api.ask(query, input=given)

        assert first["data"]["again"]["errors"] == []
        assert "idempotency" not in first.get("extensions", {})
        assert again["data"] == first["data"]
        assert again["extensions"]["idempotency"] == [{"path": ["again"], "replayed": True}]

        changes = {
            key: given[key] | value if isinstance(value, dict) else value
            for key, value in asked.other.items()
        }
        if not asked.other:
            return
        other = world.api.ask(query, input=given | changes)

        [error] = other["data"]["again"]["errors"]
        assert error["code"].endswith(("REUSED", "ALREADY_CONNECTED")), error
        assert "idempotency" not in other.get("extensions", {})


class TestAKey:
    @pytest.fixture
    def given(self, shop: Any, manager: Any) -> dict[str, Any]:
        shop.add_goods(quantity=10)
        with as_market("casablanca"):
            deposit = Deposit.global_id(DepositRow.objects.get().pk, "casablanca")
        return {
            "depositId": deposit,
            "onHand": 7,
            "expectedOnHand": 10,
            "reason": "inventaire",
            "occurredAt": "2026-11-10T09:00:00Z",
            "idempotencyKey": "k",
        }

    def test_answers_with_the_selection_of_who_asks_again(self, given: Any, manager: Any) -> None:
        manager.data(COUNT, input=given)
        wider = COUNT.replace("movement { id quantity }", "movement { kind reason deposit { lotCode } }")

        again = manager.ask(wider, input=given)

        assert again["data"]["counted"]["movement"]["kind"] == "ADJUSTMENT"
        assert again["extensions"]["idempotency"] == [{"path": ["counted"], "replayed": True}]

    def test_answers_that_there_was_nothing_to_answer(self, given: Any, manager: Any) -> None:
        first = manager.data(COUNT, input=given | {"onHand": 10})

        assert first["counted"] == {"movement": None, "deposit": {"onHand": 10}, "errors": []}
        assert manager.data(COUNT, input=given | {"onHand": 10}) == first
        with as_market("casablanca"):
            assert not StockMovement.objects.filter(kind="adjustment").exists()

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"expectedOnHand": 9}, "STOCK_CHANGED"),
            ({"onHand": -1}, "INVALID_VALUE"),
            ({"depositId": Deposit.global_id(new_id(), "casablanca")}, "NOT_FOUND"),
        ],
    )
    def test_is_free_again_after_a_refusal(
        self, given: Any, manager: Any, changes: dict[str, Any], code: str
    ) -> None:
        [error] = manager.data(COUNT, input=given | changes)["counted"]["errors"]
        assert error["code"] == code
        with as_market("casablanca"):
            assert not MarketKey.objects.exists()

        assert manager.data(COUNT, input=given)["counted"]["deposit"] == {"onHand": 7}

    def test_is_its_actor_s_own(self, given: Any, manager: Any, sign_in: Callable[..., Any]) -> None:
        manager.data(COUNT, input=given)
        keeper = sign_in(Role.STOCK_KEEPER, scope="casablanca")

        [error] = keeper.data(COUNT, input=given)["counted"]["errors"]

        assert error["code"] == "STOCK_CHANGED", "a request of his own, and not another's answer"

    @pytest.mark.parametrize("key", ["", "k" * 256])
    def test_has_a_length(self, given: Any, manager: Any, key: str) -> None:
        done = manager.data(COUNT, input=given | {"idempotencyKey": key})["counted"]

        assert done["errors"] == [{"code": "INVALID_VALUE", "path": ["idempotencyKey"]}]

    def test_is_asked_for(self, given: Any, manager: Any) -> None:
        del given["idempotencyKey"]

        assert manager.codes(COUNT, input=given) == ["BAD_USER_INPUT"]

    def test_is_marked_at_its_place(self, given: Any, manager: Any) -> None:
        """The same twice in one request: done by the first field, repeated by the second."""
        both = COUNT.replace("counted: countStock", "one: countStock").replace(
            "errors { code path } } }",
            "errors { code path } } two: countStock(input: $input) { errors { code } } }",
        )

        answer = manager.ask(both, input=given)

        assert answer["data"]["one"]["errors"] == answer["data"]["two"]["errors"] == []
        assert answer["extensions"]["idempotency"] == [{"path": ["two"], "replayed": True}]
