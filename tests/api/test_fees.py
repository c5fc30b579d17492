"""The market's fee through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from markets.fees.models import FeeRate
from tenants.access import Role

SET = """mutation ($from: Date!, $bp: Int!) { setFeeRate(input: {effectiveFrom: $from, basisPoints: $bp}) {
  feeRate { effectiveFrom basisPoints } errors { code path } } }"""


def set_rate(api: Any, day: str, basis_points: int) -> Any:
    return api.data(SET, **{"from": day, "bp": basis_points})["setFeeRate"]


class TestSetFeeRate:
    def test_holds_from_a_day_to_come(self, manager: Any) -> None:
        done = set_rate(manager, "2026-12-01", 250)

        assert done == {"feeRate": {"effectiveFrom": "2026-12-01", "basisPoints": 250}, "errors": []}
        assert set_rate(manager, "2026-12-01", 250) == done
        rates = manager.data("{ feeRates { nodes { basisPoints } totalCount } }")["feeRates"]
        assert rates == {"nodes": [{"basisPoints": 250}, {"basisPoints": 0}], "totalCount": 2}

    @pytest.mark.parametrize(
        ("day", "basis_points", "code", "path"),
        [
            ("2026-11-10", 250, "FEE_RATE_IN_THE_PAST", ["effectiveFrom"]),
            ("2026-12-01", 10_001, "INVALID_VALUE", ["basisPoints"]),
            ("2026-12-01", -1, "INVALID_VALUE", ["basisPoints"]),
            ("2026-12-02", 250, "FEE_RATE_ALREADY_SET", ["effectiveFrom"]),
        ],
    )
    def test_says_what_is_wrong_and_sets_nothing(
        self, manager: Any, casablanca: str, day: str, basis_points: int, code: str, path: list[str]
    ) -> None:
        set_rate(manager, "2026-12-02", 100)

        done = set_rate(manager, day, basis_points)

        assert done == {"feeRate": None, "errors": [{"code": code, "path": path}]}
        assert FeeRate.objects.count() == 2

    @pytest.mark.parametrize("role", [Role.CASHIER, Role.STOCK_KEEPER, Role.ACCOUNTANT, Role.INTEGRATOR])
    def test_is_for_the_manager(self, sign_in: Callable[..., Any], casablanca: str, role: Role) -> None:
        api = sign_in(role, scope="casablanca")

        assert api.codes(SET, **{"from": "2026-12-01", "bp": 1}) == ["FORBIDDEN"]
        assert FeeRate.objects.count() == 1
