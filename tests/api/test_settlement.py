"""Statements and payouts through the API: who sees which, and paid once."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

from kernel.ids import new_id
from markets.settlement.models import Payout, PayoutMinimum, Statement
from tenants.access import Role
from tenants.database.session import as_market

STATEMENTS = """query ($filter: StatementFilter) { statements(filter: $filter) { nodes {
  id cooperative { id code } period { key }
  opening { amountMinor } sales { amountMinor } returns { amountMinor } fees { amountMinor }
  adjustments { amountMinor } net { amountMinor } payable { amountMinor } carried { amountMinor }
  lines { nodes { kind amount { amountMinor } occurredAt businessDate sourceKind sourceId } }
  payout { evidence amount { amountMinor } paidOn rail state } } totalCount } }"""
PAY = """mutation ($input: PayStatementInput!) { payStatement(input: $input) {
  payout { id amount { amountMinor } evidence paidOn statement { payout { evidence } period { state } } }
  errors { code path } } }"""
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


def paying(statement: Any, **changes: Any) -> dict[str, Any]:
    return {
        "payoutId": str(new_id()),
        "statementId": statement["id"],
        "evidence": "virement 118",
        "paidOn": "2026-11-10",
    } | changes


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
        }
        assert small["payout"] is None

    def test_are_filtered(self, closed: Any, manager: Any) -> None:
        large, small = statements(manager)
        manager.data(PAY, input=paying(large))

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
        for statement in (large, small):
            manager.data(PAY, input=paying(statement))
        mine = closed.shop.nation.cooperatives[0]
        api = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        [own] = statements(api)
        assert own["id"] == large["id"]
        assert own["payout"]["amount"] == {"amountMinor": 3000}
        counted = api.data("{ payouts { totalCount } openPayables { totalCount } }")
        assert counted == {"payouts": {"totalCount": 1}, "openPayables": {"totalCount": 0}}
        assert api.codes("query ($id: ID!) { statement(id: $id) { id } }", id=small["id"]) == ["NOT_FOUND"]
        assert api.codes("{ statements { nodes { lines { nodes { posting { id } } } } } }") == ["FORBIDDEN"]
        assert api.codes(PAY, input=paying(own)) == ["FORBIDDEN"]

    def test_are_not_for_the_tills(self, sign_in: Callable[..., Any], anonymous: Any) -> None:
        for role in (Role.CASHIER, Role.STOCK_KEEPER, Role.INTEGRATOR):
            assert sign_in(role, scope="casablanca").codes("{ statements { totalCount } }") == ["FORBIDDEN"]
        anonymous.host = "casablanca"
        assert anonymous.codes("{ statements { totalCount } }") == ["UNAUTHENTICATED"]


class TestPayStatement:
    def test_records_the_payment_and_with_the_last_one_the_half_month_is_paid(
        self, closed: Any, manager: Any
    ) -> None:
        states = []
        for statement in statements(manager):
            done = manager.data(PAY, input=paying(statement))["payStatement"]
            assert done["errors"] == []
            assert done["payout"]["amount"] == statement["payable"]
            assert done["payout"]["statement"]["payout"] == {"evidence": "virement 118"}
            states.append(done["payout"]["statement"]["period"]["state"])

        assert states == ["SEALED", "PAID"]
        totals = manager.data(
            "{ settlementTotals { paid { amountMinor } open { amountMinor } difference { amountMinor } } }"
        )["settlementTotals"]
        assert [amount["amountMinor"] for amount in totals.values()] == [4000, 0, 0]

    def test_again_under_the_same_id_answers_the_same(self, closed: Any, manager: Any) -> None:
        given = paying(statements(manager)[0])

        assert manager.data(PAY, input=given) == manager.data(PAY, input=given)
        [error] = manager.data(PAY, input=given | {"evidence": "autre"})["payStatement"]["errors"]
        assert error == {"code": "PAYOUT_ID_REUSED", "path": ["payoutId"]}
        with as_market("casablanca"):
            assert Payout.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"evidence": " "}, {"code": "INVALID_VALUE", "path": ["evidence"]}),
            ({"paidOn": "2026-11-11"}, {"code": "INVALID_VALUE", "path": ["paidOn"]}),
            ({"statementId": "x"}, {"code": "NOT_FOUND", "path": ["statementId"]}),
        ],
    )
    def test_refused_changes_nothing(
        self, closed: Any, manager: Any, changes: dict[str, Any], error: Any
    ) -> None:
        done = manager.data(PAY, input=paying(statements(manager)[0], **changes))["payStatement"]

        assert done == {"payout": None, "errors": [error]}
        with as_market("casablanca"):
            assert not Payout.objects.exists()

    def test_finds_nothing_under_ids_that_lead_nowhere(self, closed: Any, manager: Any) -> None:
        with as_market("casablanca"):
            key = Statement.objects.values_list("id", flat=True)[0]
        wrong = [f"Statement:marrakech:{key}", f"Statement:casablanca:{new_id()}", f"Payout:casablanca:{key}"]

        for text in wrong:
            global_id = urlsafe_b64encode(text.encode()).decode().rstrip("=")
            done = manager.data(PAY, input=paying({"id": global_id}))["payStatement"]
            assert done["errors"] == [{"code": "NOT_FOUND", "path": ["statementId"]}]
        with as_market("casablanca"):
            assert not Payout.objects.exists()

    def test_is_done_once(self, closed: Any, manager: Any) -> None:
        statement = statements(manager)[0]
        manager.data(PAY, input=paying(statement))

        [error] = manager.data(PAY, input=paying(statement))["payStatement"]["errors"]
        assert error["code"] == "ALREADY_PAID"

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [(Role.ACCOUNTANT, True), (Role.AUDITOR, False), (Role.CASHIER, False), (Role.INTEGRATOR, False)],
    )
    def test_is_for_who_keeps_the_books(
        self, closed: Any, manager: Any, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        given = paying(statements(manager)[0])

        api = sign_in(role, scope="casablanca")
        assert api.codes(PAY, input=given) == ([] if allowed else ["FORBIDDEN"])


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
