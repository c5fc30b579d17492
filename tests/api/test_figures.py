"""A market's figures through the API, by day and in sum."""

from collections.abc import Callable
from typing import Any

import pytest

from tenants.permissions import Role

DAYS = """{
  tillDays { nodes { day till { name } tickets items gross { amountMinor } refunds { amountMinor }
    cash { amountMinor } card { amountMinor } stripe { amountMinor } rounding { amountMinor } } }
  cooperativeDays { nodes { day cooperative { id region { code } } items gross { amountMinor }
    refunds { amountMinor } fees { amountMinor } } }
  categoryDays { nodes { day category { code name { fr } } items gross { amountMinor } } } }"""
SUMS = """query ($since: Date!, $until: Date!) { figures(since: $since, until: $until) {
  tickets items gross { amountMinor } refunds { amountMinor } net { amountMinor } fees { amountMinor } } }"""


@pytest.fixture
def sold(books: Any) -> Any:
    """Two pieces sold for 20.00 on 10 November, of which one came back."""
    books.shop.grow()
    return books


class TestDays:
    def test_tell_tills_cooperatives_and_categories(self, sold: Any, manager: Any) -> None:
        days = manager.data(DAYS)

        [till] = days["tillDays"]["nodes"]
        assert till | {"till": None} == {
            "day": "2026-11-10",
            "till": None,
            "tickets": 1,
            "items": 2,
            "gross": {"amountMinor": 2000},
            "refunds": {"amountMinor": 1000},
            "cash": {"amountMinor": 1000},
            "card": {"amountMinor": 0},
            "stripe": {"amountMinor": 0},
            "rounding": {"amountMinor": 0},
        }
        assert till["till"]["name"].startswith("Caisse")
        [cooperative] = days["cooperativeDays"]["nodes"]
        assert cooperative["cooperative"]["region"] == {"code": "MA-06"}
        assert cooperative["gross"] == {"amountMinor": 2000}
        [category] = days["categoryDays"]["nodes"]
        assert category["category"] == {"code": "baskets", "name": {"fr": "baskets"}}

    def test_are_filtered_by_day_and_cooperative(self, sold: Any, manager: Any) -> None:
        sold.grow()
        mine = manager.data(DAYS)["cooperativeDays"]["nodes"][0]["cooperative"]["id"]
        query = """query ($filter: CooperativeDayFilter) {
          cooperativeDays(filter: $filter) { totalCount nodes { cooperative { id } } } }"""

        def counted(**filter: Any) -> int:
            return int(manager.data(query, filter=filter)["cooperativeDays"]["totalCount"])

        assert counted(cooperative={"eq": mine}) == 1
        assert counted(day={"range": {"lt": "2026-11-10"}}) == 1
        assert counted() == 3


class TestSums:
    def test_add_up_a_half_open_span(self, sold: Any, manager: Any) -> None:
        assert manager.data(SUMS, since="2026-11-10", until="2026-11-11")["figures"] == {
            "tickets": 1,
            "items": 2,
            "gross": {"amountMinor": 2000},
            "refunds": {"amountMinor": 1000},
            "net": {"amountMinor": 1000},
            "fees": {"amountMinor": 0},
        }
        assert manager.data(SUMS, since="2026-11-01", until="2026-11-10")["figures"]["tickets"] == 0

    def test_refuse_a_span_that_ends_before_it_begins(self, manager: Any) -> None:
        assert manager.codes(SUMS, since="2026-11-10", until="2026-11-09") == ["BAD_USER_INPUT"]

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.ACCOUNTANT, True),
            (Role.AUDITOR, True),
            (Role.INTEGRATOR, True),
            (Role.CASHIER, False),
            (Role.STOCK_KEEPER, False),
        ],
    )
    def test_are_for_who_may_read_figures(
        self, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")

        codes = api.codes(SUMS, since="2026-11-10", until="2026-11-11")
        assert codes == ([] if allowed else ["FORBIDDEN"])

    def test_are_not_for_delegates_nor_strangers(
        self, sold: Any, sign_in: Callable[..., Any], anonymous: Any
    ) -> None:
        [mine] = sold.shop.nation.cooperatives
        anonymous.host = "casablanca"

        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)
        assert delegate.codes("{ cooperativeDays { totalCount } }") == ["FORBIDDEN"]
        assert anonymous.codes("{ tillDays { totalCount } }") == ["UNAUTHENTICATED"]
