"""Costs, other income and autonomy through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.ids import new_id
from markets.costs.models import OperatingCost, OtherIncome
from tenants.database.session import as_market
from tenants.permissions import Role

COST = """mutation ($input: RecordCostInput!) { recordCost(input: $input) {
  cost { month category amount { amountMinor } note } errors { code path } } }"""
INCOME = """mutation ($input: RecordOtherIncomeInput!) { recordOtherIncome(input: $input) {
  otherIncome { month kind amount { amountMinor } note } errors { code path } } }"""
AUTONOMY = """query ($year: Int!) { autonomy(year: $year) {
  fees { amountMinor } otherIncome { amountMinor } income { amountMinor } costs { amountMinor }
  ratioBasisPoints } }"""


def cost(**changes: Any) -> dict[str, Any]:
    given = {"month": "2026-11-10", "category": "RENT", "amount": {"amountMinor": 30_000}}
    return {"costId": str(new_id())} | given | changes


def income(**changes: Any) -> dict[str, Any]:
    given = {"month": "2026-11-10", "kind": "EVENTS", "amount": {"amountMinor": 10_000}}
    return {"incomeId": str(new_id())} | given | changes


class TestRecording:
    def test_answers_what_was_recorded(self, manager: Any) -> None:
        spent = manager.data(COST, input=cost(note="novembre"))["recordCost"]
        earned = manager.data(INCOME, input=income())["recordOtherIncome"]

        month = {"month": "2026-11-01"}
        rent = month | {"category": "RENT", "amount": {"amountMinor": 30_000}, "note": "novembre"}
        events = month | {"kind": "EVENTS", "amount": {"amountMinor": 10_000}, "note": None}
        assert spent == {"cost": rent, "errors": []}
        assert earned == {"otherIncome": events, "errors": []}

    def test_again_under_the_same_id_answers_the_same(self, manager: Any) -> None:
        given = cost()

        assert manager.data(COST, input=given) == manager.data(COST, input=given)
        [error] = manager.data(COST, input=given | {"category": "STAFF"})["recordCost"]["errors"]
        assert error["code"] == "COST_ID_REUSED"
        with as_market("casablanca"):
            assert OperatingCost.objects.count() == 1

    def test_refused_changes_nothing(self, manager: Any) -> None:
        wrong = {"amount": {"amountMinor": 0}}
        error = {"code": "INVALID_VALUE", "path": ["amount"]}

        assert manager.data(COST, input=cost(**wrong))["recordCost"] == {"cost": None, "errors": [error]}
        done = manager.data(INCOME, input=income(**wrong))["recordOtherIncome"]
        assert done == {"otherIncome": None, "errors": [error]}
        with as_market("casablanca"):
            assert not OperatingCost.objects.exists() and not OtherIncome.objects.exists()

    @pytest.mark.parametrize(
        ("role", "writes", "reads"),
        [
            (Role.ACCOUNTANT, True, True),
            (Role.AUDITOR, False, True),
            (Role.CASHIER, False, False),
            (Role.INTEGRATOR, False, False),
        ],
    )
    def test_is_for_who_keeps_the_books(
        self, sign_in: Callable[..., Any], role: Role, writes: bool, reads: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")

        assert api.codes(COST, input=cost()) == ([] if writes else ["FORBIDDEN"])
        assert api.codes(INCOME, input=income()) == ([] if writes else ["FORBIDDEN"])
        assert api.codes("{ operatingCosts { totalCount } }") == ([] if reads else ["FORBIDDEN"])
        assert api.codes(AUTONOMY, year=2026) == ([] if reads else ["FORBIDDEN"])

    def test_is_not_for_strangers(self, rollback: None, anonymous: Any) -> None:
        anonymous.host = "casablanca"

        assert anonymous.codes(COST, input=cost()) == ["UNAUTHENTICATED"]


class TestReading:
    def test_filters_and_sorts(self, manager: Any) -> None:
        for month, category in (("2026-09-01", "STAFF"), ("2026-10-01", "RENT"), ("2026-11-01", "STAFF")):
            manager.data(COST, input=cost(month=month, category=category))
        query = """query ($filter: OperatingCostFilter) {
          operatingCosts(filter: $filter) { nodes { month } } }"""

        def months(**filter: Any) -> list[str]:
            return [row["month"] for row in manager.data(query, filter=filter)["operatingCosts"]["nodes"]]

        assert months() == ["2026-11-01", "2026-10-01", "2026-09-01"]
        assert months(category={"eq": "STAFF"}) == ["2026-11-01", "2026-09-01"]
        assert months(month={"range": {"gte": "2026-10-01", "lt": "2026-11-01"}}) == ["2026-10-01"]

    def test_tells_how_far_the_market_pays_for_itself(self, manager: Any) -> None:
        manager.data(COST, input=cost())
        manager.data(INCOME, input=income())

        assert manager.data(AUTONOMY, year=2026)["autonomy"] == {
            "fees": {"amountMinor": 0},
            "otherIncome": {"amountMinor": 10_000},
            "income": {"amountMinor": 10_000},
            "costs": {"amountMinor": 30_000},
            "ratioBasisPoints": 3333,
        }
        assert manager.data(AUTONOMY, year=2025)["autonomy"]["ratioBasisPoints"] is None

    @pytest.mark.parametrize("year", [-1, 0, 9999, 2_000_000])
    def test_knows_no_such_year(self, manager: Any, year: int) -> None:
        assert manager.codes(AUTONOMY, year=year) == ["BAD_USER_INPUT"]
