"""Tills and the receipts they owe, through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from api.tills.types import Till
from kernel.ids import new_id
from markets.sales.types import TillReceipt
from markets.tills.models import Till as TillRow
from tenants.permissions import Role

OPEN = """mutation ($code: String!, $name: String!) { openTill(input: {code: $code, name: $name}) {
  till { id code name state } errors { code path } } }"""
RETIRE = "mutation ($id: ID!) { retireTill(input: {tillId: $id}) { till { state } errors { code path } } }"
GAPS = "query ($id: ID!) { receiptGaps(tillId: $id, year: 2026) { firstNumber lastNumber } }"


class TestTills:
    def test_are_opened_and_retired(self, manager: Any) -> None:
        opened = manager.data(OPEN, code=" T1 ", name="Entrée")["openTill"]
        key = opened["till"].pop("id")

        assert opened == {"till": {"code": "T1", "name": "Entrée", "state": "ACTIVE"}, "errors": []}
        for _ in range(2):
            assert manager.data(RETIRE, id=key)["retireTill"] == {"till": {"state": "RETIRED"}, "errors": []}
        query = "{ tills(filter: {state: {eq: ACTIVE}}) { totalCount } }"
        assert manager.data(query) == {"tills": {"totalCount": 0}}

    @pytest.mark.parametrize(("code", "refused"), [("T1", "TILL_CODE_TAKEN"), (" ", "INVALID_VALUE")])
    def test_are_refused_for_a_code_that_is_taken_or_none(
        self, manager: Any, casablanca: str, code: str, refused: str
    ) -> None:
        manager.data(OPEN, code="T1", name="")

        done = manager.data(OPEN, code=code, name="")["openTill"]

        assert done == {"till": None, "errors": [{"code": refused, "path": ["code"]}]}
        assert TillRow.objects.count() == 1

    @pytest.mark.parametrize(
        "key",
        [Till.global_id(new_id(), "casablanca"), Till.global_id(new_id(), "marrakech"), "", "x" * 300],
        ids=["unknown", "of another market", "empty", "too long"],
    )
    def test_are_not_found_by_ids_that_lead_nowhere(self, manager: Any, key: str) -> None:
        done = manager.data(RETIRE, id=key)["retireTill"]

        assert done == {"till": None, "errors": [{"code": "NOT_FOUND", "path": ["tillId"]}]}
        assert manager.codes(GAPS, id=key) == ["NOT_FOUND"]

    @pytest.mark.parametrize("role", [Role.CASHIER, Role.STOCK_KEEPER, Role.ACCOUNTANT, Role.INTEGRATOR])
    def test_are_opened_by_the_manager_only(
        self, sign_in: Callable[..., Any], casablanca: str, role: Role
    ) -> None:
        api = sign_in(role, scope="casablanca")

        assert api.codes(OPEN, code="T1", name="") == ["FORBIDDEN"]
        assert api.data("{ tills { totalCount } }") == {"tills": {"totalCount": 0}}
        assert not TillRow.objects.exists()

    def test_are_nothing_to_a_delegate(self, nation: Any, sign_in: Callable[..., Any]) -> None:
        maker = nation.add_cooperative()
        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=maker)

        assert delegate.codes("{ tills { totalCount } }") == ["FORBIDDEN"]
        assert delegate.codes(GAPS, id="x") == ["FORBIDDEN"]


class TestReceiptGaps:
    def test_are_the_runs_of_numbers_that_were_never_sent(self, shop: Any, manager: Any) -> None:
        till, honey = shop.add_till(), shop.add_goods()
        for number in (2, 3, 7):
            shop.sell((honey, 1), till=till, receipt=TillReceipt(2026, number))

        gaps = manager.data(GAPS, id=Till.global_id(till.pk, "casablanca"))["receiptGaps"]

        assert gaps == [{"firstNumber": 1, "lastNumber": 1}, {"firstNumber": 4, "lastNumber": 6}]
