"""Statements through the API: what they say and why not all is paid, and who sees which."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from kernel.ids import new_id
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement.models import PayoutMinimum
from tenants.database.session import as_market
from tenants.permissions import Role

NOW = datetime.fromisoformat("2026-11-10T10:00:00+00:00")
STATEMENTS = """query ($filter: StatementFilter) { statements(filter: $filter) { nodes {
  id cooperative { id code } period { key }
  opening { amountMinor } sales { amountMinor } returns { amountMinor } fees { amountMinor }
  adjustments { amountMinor } net { amountMinor } payable { amountMinor } carried { amountMinor }
  number released { amountMinor } held { amountMinor } digest
  reasons { code amount { amountMinor } until note message { ar fr en } }
  lines { nodes { kind amount { amountMinor } occurredAt businessDate sourceKind sourceId late
    explanation { fr en } } }
  payout { evidence amount { amountMinor } paidOn rail state } } totalCount } }"""
SET_MINIMUM = """mutation ($input: SetPayoutMinimumInput!) { setPayoutMinimum(input: $input) {
  payoutMinimum { effectiveFrom amount { amountMinor } } errors { code path } } }"""


@pytest.fixture
def closed(books: Any) -> Any:
    """A half-month in which one cooperative sold for 30.00 and another for 10.00, closed."""
    for pieces in (3, 1):
        books.shop.sell((books.shop.add_goods(), pieces))
    books.close()
    return books


def statements(api: Any, **filter: Any) -> list[Any]:
    found: list[Any] = api.data(STATEMENTS, filter=filter)["statements"]["nodes"]
    return sorted(found, key=lambda row: -row["sales"]["amountMinor"])


def pay(books: Any, number: int = 0) -> None:
    """Pay one of the statements of the first half-month, the largest first."""
    with as_market("casablanca"):
        period = Period.objects.get(pk=2026111)
    books.pay(books.statements(period)[number])


class TestStatements:
    def test_say_what_was_earned_and_from_what(self, closed: Any, manager: Any) -> None:
        large, small = statements(manager)

        money = {name: large[name]["amountMinor"] for name in ("opening", "sales", "fees", "net", "payable")}
        assert money == {"opening": 0, "sales": 3000, "fees": 0, "net": 3000, "payable": 3000}
        [line] = large["lines"]["nodes"]
        assert line | {"sourceId": ""} == {
            "kind": "SALE",
            "amount": {"amountMinor": 3000},
            "occurredAt": "2026-11-10T10:00:00Z",
            "businessDate": "2026-11-10",
            "sourceKind": "SALE",
            "sourceId": "",
            "late": False,
            "explanation": None,
        }
        assert (large["reasons"], large["held"], len(large["digest"])) == ([], {"amountMinor": 0}, 64)
        assert {large["number"], small["number"]} == {1, 2}
        assert small["payout"] is None

    def test_explain_what_came_late_and_what_is_held(self, closed: Any, manager: Any) -> None:
        shop = closed.shop
        late = shop.add_goods(cooperative_id=shop.nation.cooperatives[0])
        shop.sell((late, 1))  # of the half-month that is cut off
        with as_market("casablanca"):
            settlement.place_hold(
                hold_id=new_id(),
                cooperative_id=shop.nation.cooperatives[0],
                amount_minor=None,
                reason="contrôle du stock",
                review_on=date(2027, 1, 4),
                at=NOW,
                actor="test",
            )
        closed.close()

        found = statements(manager, period={"eq": self.second(manager)})
        [held] = [one for one in found if one["held"]["amountMinor"]]
        sale, hold = held["lines"]["nodes"]
        assert (sale["late"], hold["kind"], hold["amount"]) == (True, "HOLD", {"amountMinor": -1000})
        assert "before this half-month" in sale["explanation"]["en"]
        assert "Le relevé suivant vous le rend" in hold["explanation"]["fr"]
        [reason] = held["reasons"]
        assert reason["message"]["fr"] == (
            "Le marché retient pour le moment : toute la somme. Motif : contrôle du stock. "
            "Réexamen le 04/01/2027."
        )
        assert reason | {"message": ""} == {
            "code": "HELD",
            "amount": None,
            "until": "2027-01-04",
            "note": "contrôle du stock",
            "message": "",
        }

    def second(self, api: Any) -> str:
        [_, row] = api.data("{ periods(first: 2) { nodes { id } } }")["periods"]["nodes"]
        return str(row["id"])

    def test_are_filtered(self, closed: Any, manager: Any) -> None:
        large, small = statements(manager)
        pay(closed)

        def ids(**filter: Any) -> list[str]:
            return [row["id"] for row in statements(manager, **filter)]

        assert ids(paid=True) == [large["id"]]
        assert ids(paid=False) == [small["id"]]
        assert ids(cooperative={"eq": small["cooperative"]["id"]}) == [small["id"]]
        assert ids(payableMinor={"range": {"gte": 2000}}) == [large["id"]]
        [owed] = manager.data("{ openPayables { nodes { id } } }")["openPayables"]["nodes"]
        assert owed["id"] == small["id"]

    def test_are_shown_to_a_delegate_for_its_own_cooperative(
        self, closed: Any, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        large, small = statements(manager)
        for number in (0, 1):
            pay(closed, number)
        mine = closed.shop.nation.cooperatives[0]
        api = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        [own] = statements(api)
        assert own["id"] == large["id"]
        assert own["payout"]["amount"] == {"amountMinor": 3000}
        counted = api.data("{ payouts { totalCount } openPayables { totalCount } }")
        assert counted == {"payouts": {"totalCount": 1}, "openPayables": {"totalCount": 0}}
        assert api.codes("query ($id: ID!) { statement(id: $id) { id } }", id=small["id"]) == ["NOT_FOUND"]
        assert api.codes("{ statements { nodes { lines { nodes { posting { id } } } } } }") == ["FORBIDDEN"]

    def test_are_not_for_the_tills(self, sign_in: Callable[..., Any], anonymous: Any) -> None:
        for role in (Role.CASHIER, Role.STOCK_KEEPER, Role.INTEGRATOR):
            assert sign_in(role, scope="casablanca").codes("{ statements { totalCount } }") == ["FORBIDDEN"]
        anonymous.host = "casablanca"
        assert anonymous.codes("{ statements { totalCount } }") == ["UNAUTHENTICATED"]


class TestPayoutMinimum:
    def test_is_set_for_days_to_come(self, manager: Any) -> None:
        given = {"effectiveFrom": "2026-12-01", "amount": {"amountMinor": 5000}}

        done = manager.data(SET_MINIMUM, input=given)["setPayoutMinimum"]

        minimum = {"effectiveFrom": "2026-12-01", "amount": {"amountMinor": 5000}}
        assert done == {"payoutMinimum": minimum, "errors": []}
        listed = manager.data("{ payoutMinimums { nodes { amount { amountMinor } } } }")["payoutMinimums"]
        assert {"amount": {"amountMinor": 5000}} in listed["nodes"]

    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ({"effectiveFrom": "2026-12-01", "amount": {"amountMinor": -1}}, ["amount"]),
            ({"effectiveFrom": "2026-11-09", "amount": {"amountMinor": 1}}, ["effectiveFrom"]),
        ],
    )
    def test_refused_changes_nothing(self, manager: Any, given: Any, path: list[str]) -> None:
        with as_market("casablanca"):
            before = PayoutMinimum.objects.count()

        [error] = manager.data(SET_MINIMUM, input=given)["setPayoutMinimum"]["errors"]

        assert error == {"code": "INVALID_VALUE", "path": path}
        with as_market("casablanca"):
            assert PayoutMinimum.objects.count() == before
