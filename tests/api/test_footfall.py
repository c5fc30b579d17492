"""Visitors through the API."""

from collections.abc import Callable
from typing import Any

import pytest

from markets.footfall.models import VisitorCount
from tenants.database.session import as_market
from tenants.permissions import Role

RECORD = """mutation ($counts: [VisitorCountInput!]!) {
  recordVisitors(input: {counts: $counts}) { recorded errors { code path } } }"""
FOOTFALL = """query ($since: Date!, $until: Date!) {
  footfall(since: $since, until: $until) { visitors days { day visitors } }
  visitorCounts(orderBy: {field: VISITORS, direction: DESC}) {
    nodes { day hour source visitors } totalCount } }"""


def count(hour: int, visitors: int, **changes: Any) -> dict[str, Any]:
    return {"day": "2026-11-10", "hour": hour, "source": "porte A", "visitors": visitors} | changes


class TestRecordVisitors:
    def test_adds_them_up_and_lets_the_latest_number_stand(self, manager: Any) -> None:
        given = [count(9, 120), count(10, 80), count(9, 5, day="2026-11-09")]
        assert manager.data(RECORD, counts=given)["recordVisitors"] == {"recorded": 3, "errors": []}
        manager.data(RECORD, counts=[count(10, 100)])

        found = manager.data(FOOTFALL, since="2026-11-09", until="2026-11-11")

        assert found["footfall"] == {
            "visitors": 225,
            "days": [{"day": "2026-11-09", "visitors": 5}, {"day": "2026-11-10", "visitors": 220}],
        }
        assert [row["visitors"] for row in found["visitorCounts"]["nodes"]] == [120, 100, 5]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            (count(24, 1), "hour"),
            (count(9, -1), "visitors"),
            (count(9, 1, source=" "), "source"),
            (count(9, 1, day="2026-11-11"), "day"),
        ],
    )
    def test_refused_changes_nothing(self, manager: Any, wrong: dict[str, Any], field: str) -> None:
        done = manager.data(RECORD, counts=[count(8, 1), wrong])["recordVisitors"]

        assert done == {
            "recorded": None,
            "errors": [{"code": "INVALID_VALUE", "path": ["counts", "1", field]}],
        }
        with as_market("casablanca"):
            assert not VisitorCount.objects.exists()

    @pytest.mark.parametrize(
        ("role", "writes", "reads"),
        [
            (Role.MARKET_MANAGER, True, True),
            (Role.CASHIER, True, False),
            (Role.ACCOUNTANT, False, True),
            (Role.AUDITOR, False, True),
            (Role.STOCK_KEEPER, False, False),
        ],
    )
    def test_is_for_who_stands_at_the_door(
        self, sign_in: Callable[..., Any], role: Role, writes: bool, reads: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")

        assert api.codes(RECORD, counts=[count(9, 1)]) == ([] if writes else ["FORBIDDEN"])
        assert api.codes("{ visitorCounts { totalCount } }") == ([] if reads else ["FORBIDDEN"])

    def test_is_not_for_strangers(self, rollback: None, anonymous: Any) -> None:
        anonymous.host = "casablanca"

        assert anonymous.codes(RECORD, counts=[count(9, 1)]) == ["UNAUTHENTICATED"]
