"""Stock through the API: deposits, corrections, and who sees them."""

from collections.abc import Callable
from typing import Any

import pytest

from api.listings.types import Listing
from api.registry.types import Cooperative
from api.stock.types import Deposit
from kernel.ids import new_id
from markets.stock import queries as stock
from markets.stock.models import Deposit as DepositRow
from markets.stock.models import StockMovement
from tenants.permissions import Role

AT = "2026-11-10T09:00:00Z"
DEPOSIT = """mutation ($input: DepositGoodsInput!) { depositGoods(input: $input) {
  deposit { id uuid quantity onHand lotCode expiresOn occurredAt } errors { code path } } }"""
BY_HAND = {
    name: f"""mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{
      movement {{ kind quantity reason deposit {{ onHand listing {{ onHand }} }} }}
      errors {{ code path }} }} }}"""
    for name in ("adjustStock", "recordLoss", "withdrawGoods")
}


def brought(listing: Any, **changes: Any) -> dict[str, Any]:
    key = Listing.global_id(listing.pk, "casablanca")
    return {
        "depositId": str(new_id()),
        "listingId": key,
        "quantity": 4,
        "lotCode": "L-26",
        "expiresOn": "2026-12-31",
        "occurredAt": AT,
    } | changes


def moved(deposit_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "movementId": str(new_id()),
        "depositId": deposit_id,
        "quantity": 2,
        "reason": "casse",
        "occurredAt": AT,
    } | changes


def a_deposit(api: Any) -> str:
    found: str = api.data("{ deposits { nodes { id } } }")["deposits"]["nodes"][0]["id"]
    return found


class TestDepositGoods:
    def test_takes_in_one_lot_and_answers_the_same_again(self, shop: Any, manager: Any) -> None:
        given = brought(shop.add_goods(quantity=10))

        done = manager.data(DEPOSIT, input=given)["depositGoods"]

        assert done["errors"] == []
        assert done["deposit"] | {"id": ""} == {
            "id": "",
            "uuid": given["depositId"],
            "quantity": 4,
            "onHand": 4,
            "lotCode": "L-26",
            "expiresOn": "2026-12-31",
            "occurredAt": AT,
        }
        assert manager.data(DEPOSIT, input=given)["depositGoods"] == done
        assert manager.data("{ listings { nodes { onHand } } }")["listings"]["nodes"] == [{"onHand": 14}]

    @pytest.mark.parametrize(
        ("changes", "code", "path"),
        [
            ({"quantity": 0}, "INVALID_VALUE", ["quantity"]),
            ({"quantity": 2_000_000_000}, "INVALID_VALUE", ["quantity"]),
            ({"lotCode": "x" * 61}, "INVALID_VALUE", ["lotCode"]),
            ({"listingId": Listing.global_id(new_id(), "casablanca")}, "NOT_FOUND", ["listingId"]),
            ({"listingId": Listing.global_id(new_id(), "marrakech")}, "NOT_FOUND", ["listingId"]),
            ({"listingId": ""}, "NOT_FOUND", ["listingId"]),
        ],
    )
    def test_says_what_is_wrong_and_takes_nothing_in(
        self, shop: Any, manager: Any, casablanca: str, changes: Any, code: str, path: list[str]
    ) -> None:
        given = brought(shop.add_goods(), **changes)

        done = manager.data(DEPOSIT, input=given)["depositGoods"]

        assert done == {"deposit": None, "errors": [{"code": code, "path": path}]}
        assert DepositRow.objects.count() == StockMovement.objects.count() == 1

    def test_refuses_an_id_for_other_goods(self, shop: Any, manager: Any) -> None:
        given = brought(shop.add_goods())
        manager.data(DEPOSIT, input=given)

        done = manager.data(DEPOSIT, input=given | {"quantity": 5})["depositGoods"]

        assert done["errors"] == [{"code": "STOCK_ID_REUSED", "path": ["depositId"]}]


class TestCorrections:
    @pytest.mark.parametrize(
        ("name", "quantity", "kind", "left"),
        [
            ("adjustStock", 3, "ADJUSTMENT", 13),
            ("adjustStock", -3, "ADJUSTMENT", 7),
            ("recordLoss", 3, "LOSS", 7),
            ("withdrawGoods", 3, "WITHDRAWAL", 7),
        ],
    )
    def test_change_what_is_on_hand_once(
        self, shop: Any, manager: Any, name: str, quantity: int, kind: str, left: int
    ) -> None:
        shop.add_goods(quantity=10)
        given = moved(a_deposit(manager), quantity=quantity)

        done = manager.data(BY_HAND[name], input=given)[name]

        assert done["errors"] == []
        assert done["movement"] == {
            "kind": kind,
            "quantity": left - 10,
            "reason": "casse",
            "deposit": {"onHand": left, "listing": {"onHand": left}},
        }
        assert manager.data(BY_HAND[name], input=given)[name] == done
        other = manager.data(BY_HAND[name], input=given | {"quantity": 1})[name]
        assert other["errors"] == [{"code": "STOCK_ID_REUSED", "path": ["movementId"]}]

    @pytest.mark.parametrize("name", BY_HAND)
    @pytest.mark.parametrize(
        ("changes", "code", "path"),
        [
            ({"quantity": -11}, "INSUFFICIENT_STOCK", ["quantity"]),
            ({"quantity": 0}, "INVALID_VALUE", ["quantity"]),
            ({"reason": "x" * 301}, "INVALID_VALUE", ["reason"]),
            ({"depositId": Deposit.global_id(new_id(), "casablanca")}, "NOT_FOUND", ["depositId"]),
            ({"depositId": Deposit.global_id(new_id(), "marrakech")}, "NOT_FOUND", ["depositId"]),
        ],
    )
    def test_say_what_is_wrong_and_move_nothing(
        self, shop: Any, manager: Any, casablanca: str, name: str, changes: Any, code: str, path: list[str]
    ) -> None:
        listing = shop.add_goods(quantity=10)
        if name != "adjustStock" and "quantity" in changes:
            changes = {"quantity": abs(changes["quantity"])}
        given = moved(a_deposit(manager), **changes)

        done = manager.data(BY_HAND[name], input=given)[name]

        assert done == {"movement": None, "errors": [{"code": code, "path": path}]}
        assert stock.level(listing.pk) == 10
        assert StockMovement.objects.count() == 1

    @pytest.mark.parametrize(
        ("role", "codes"),
        [
            (Role.MARKET_MANAGER, []),
            (Role.STOCK_KEEPER, []),
            (Role.CASHIER, ["FORBIDDEN"]),
            (Role.ACCOUNTANT, ["FORBIDDEN"]),
            (Role.AUDITOR, ["FORBIDDEN"]),
            (Role.INTEGRATOR, ["FORBIDDEN"]),
        ],
    )
    @pytest.mark.parametrize("name", BY_HAND)
    def test_are_for_those_who_keep_the_stock(
        self, shop: Any, sign_in: Callable[..., Any], name: str, role: Role, codes: list[str]
    ) -> None:
        shop.add_goods()
        api = sign_in(role, scope="casablanca")

        assert api.codes(BY_HAND[name], input=moved(a_deposit(api))) == codes

    def test_are_nothing_to_strangers(self, anonymous: Any) -> None:
        anonymous.host = "casablanca"

        assert anonymous.codes(BY_HAND["recordLoss"], input=moved("x")) == ["UNAUTHENTICATED"]
        assert anonymous.codes("{ deposits { totalCount } }") == ["UNAUTHENTICATED"]


class TestMovements:
    def test_are_filtered(self, shop: Any, manager: Any) -> None:
        first, second = shop.add_goods(), shop.add_goods()
        sale = shop.sell((first, 1), (second, 2))
        query = "query ($f: StockMovementFilter) { stockMovements(filter: $f) { nodes { quantity } } }"
        maker = Cooperative.global_id(shop.nation.cooperatives[0], None)

        def found(**given: Any) -> list[int]:
            nodes = manager.data(query, f=given)["stockMovements"]["nodes"]
            return [node["quantity"] for node in nodes]

        assert sorted(found(kind={"eq": "SALE"})) == sorted(found(source={"eq": str(sale.pk)})) == [-2, -1]
        assert found(cooperative={"eq": maker}) == [-1, 10]
        assert found(listing={"oneOf": [Listing.global_id(second.pk, "casablanca")]}) == [-2, 10]
        assert found(occurredAt={"range": {"lt": AT}}) == []

    def test_show_a_delegate_its_own_goods_only(self, shop: Any, sign_in: Callable[..., Any]) -> None:
        first, second = shop.add_goods(), shop.add_goods()
        shop.sell((first, 1), (second, 2))
        delegate = sign_in(
            Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=shop.nation.cooperatives[1]
        )

        seen = delegate.data(
            """{ deposits { nodes { onHand listing { onHand } } totalCount }
                 stockMovements { nodes { quantity } totalCount } }"""
        )

        assert seen == {
            "deposits": {"nodes": [{"onHand": 8, "listing": {"onHand": 8}}], "totalCount": 1},
            "stockMovements": {"nodes": [{"quantity": -2}, {"quantity": 10}], "totalCount": 2},
        }
