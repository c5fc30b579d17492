"""Headquarters asks for the figures of the network, told apart as it likes, with as many statements."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from api.figures import network
from kernel.ids import new_id
from markets.figures import operations as figures
from markets.figures.types import CategoryDelta, CooperativeDelta, TillDelta
from tenants.database.session import as_market
from tenants.permissions import Role

NETWORK = """query ($by: [NetworkDimension!]!, $markets: [ID!], $until: Date! = "2027-01-01") {
  network(since: "2026-11-01", until: $until, groupBy: $by, markets: $markets) {
    market { slug } day halfMonth month year group region { code name { fr } }
    cooperative { id code region { code } products { nodes { code } } }
    tickets items gross { amountMinor } refunds { amountMinor }
    net { amountMinor } fees { amountMinor } } }"""

BY_CATEGORY = """query ($by: [NetworkDimension!]!) {
  network(since: "2026-11-01", until: "2027-01-01", groupBy: $by) {
    category { code } tickets gross { amountMinor } } }"""


def sell(market: str, cooperative: Any, day: date, amount_minor: int) -> None:
    till = TillDelta(day=day, till_id=new_id(), tickets=1, items=2, gross_minor=amount_minor)
    sold = CooperativeDelta(
        day=day,
        cooperative_id=cooperative,
        items=2,
        gross_minor=amount_minor,
        refunds_minor=100,
        fees_minor=50,
    )
    with as_market(market):
        figures.add(till=till, cooperatives=[sold], categories=[])


@pytest.fixture
def traded(nation: Any) -> Any:
    """Two cooperatives sell in Casablanca, one of them in Marrakech."""
    casa, souss = nation.add_cooperative(region="MA-06"), nation.add_cooperative(region="MA-09")
    sell("casablanca", casa, date(2026, 11, 15), 1000)
    sell("casablanca", souss, date(2026, 11, 16), 2000)
    sell("marrakech", souss, date(2026, 12, 31), 4000)
    return nation


@pytest.fixture
def analyst(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.HQ_ANALYST)


@pytest.mark.usefixtures("traded")
class TestNetwork:
    def ask(self, api: Any, *by: str, **given: Any) -> list[Any]:
        rows: list[Any] = api.data(NETWORK, by=by, **given)["network"]
        return rows

    def gross(self, rows: list[Any], *names: str) -> list[tuple[Any, ...]]:
        return [(*(row[name] for name in names), row["gross"]["amountMinor"]) for row in rows]

    def test_is_one_row_in_all(self, analyst: Any) -> None:
        [row] = self.ask(analyst)

        assert {name: value for name, value in row.items() if value is not None} == {
            "tickets": 3,
            "items": 6,
            "gross": {"amountMinor": 7000},
            "refunds": {"amountMinor": 300},
            "net": {"amountMinor": 6700},
            "fees": {"amountMinor": 150},
        }

    def test_is_told_apart_by_market_and_time(self, analyst: Any) -> None:
        by_market = self.gross(self.ask(analyst, "MARKET"), "market")
        by_half_month = self.gross(self.ask(analyst, "HALF_MONTH"), "halfMonth")
        by_month = self.gross(self.ask(analyst, "MONTH", "YEAR"), "month", "year")

        assert by_market == [({"slug": "casablanca"}, 3000), ({"slug": "marrakech"}, 4000)]
        assert by_half_month == [(2026111, 1000), (2026112, 2000), (2026122, 4000)]
        assert by_month == [("2026-11-01", 2026, 3000), ("2026-12-01", 2026, 4000)]

    def test_is_told_apart_by_cooperative_region_and_group(self, analyst: Any) -> None:
        by_cooperative = self.ask(analyst, "COOPERATIVE")
        by_region = self.ask(analyst, "REGION", "GROUP")

        assert sorted(
            (row["cooperative"]["region"]["code"], row["gross"]["amountMinor"]) for row in by_cooperative
        ) == [("MA-06", 1000), ("MA-09", 6000)]
        assert [(row["region"]["code"], row["group"], row["tickets"]) for row in by_region] == [
            ("MA-06", "TERROIR", None),
            ("MA-09", "TERROIR", None),
        ]

    def test_is_told_apart_by_category_without_fees(self, analyst: Any) -> None:
        sold = CategoryDelta(day=date(2026, 11, 15), category_code="honey", items=2, gross_minor=900)
        with as_market("marrakech"):
            figures.add(till=None, cooperatives=[], categories=[sold])

        [row] = analyst.data(BY_CATEGORY, by=["CATEGORY"])["network"]
        assert row == {
            "category": {"code": sold.category_code},
            "tickets": None,
            "gross": {"amountMinor": 900},
        }
        assert analyst.codes(NETWORK, by=["CATEGORY"]) == ["BAD_USER_INPUT"]
        assert analyst.codes(BY_CATEGORY, by=["CATEGORY", "REGION"]) == ["BAD_USER_INPUT"]

    def test_is_limited_to_the_markets_and_days_asked_for(self, analyst: Any) -> None:
        markets = analyst.data("{ markets { nodes { id slug } } }")["markets"]["nodes"]
        [marrakech] = [row["id"] for row in markets if row["slug"] == "marrakech"]

        assert self.gross(self.ask(analyst, markets=[marrakech])) == [(4000,)]
        assert self.gross(self.ask(analyst, until="2026-11-16")) == [(1000,)]
        assert self.ask(analyst, markets=[]) == []

    @pytest.mark.parametrize("by", [["COOPERATIVE"], ["MARKET", "DAY", "COOPERATIVE", "REGION"]])
    def test_takes_as_many_statements_for_many_rows_as_for_one(
        self, traded: Any, analyst: Any, by: list[str]
    ) -> None:
        self.ask(analyst, *by, until="2026-11-16")
        assert len(self.ask(analyst, *by, until="2026-11-16")) == 1
        of_one = len(analyst.statements)
        for day in range(1, 20):
            sell("marrakech", traded.add_cooperative(), date(2026, 12, day), 100)

        assert len(self.ask(analyst, *by)) > 20
        assert len(analyst.statements) == of_one

    def test_refuses_what_makes_no_sense(self, analyst: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        assert analyst.codes(NETWORK, by=[], until="2026-10-31") == ["BAD_USER_INPUT"]
        assert analyst.codes(NETWORK, by=[], markets=["x"]) == ["NOT_FOUND"]
        monkeypatch.setattr(network, "MAX_ROWS", 1)
        assert analyst.codes(NETWORK, by=["DAY"]) == ["LIMIT"]

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.HQ_ADMIN, True),
            (Role.AUDITOR, True),
            (Role.REGISTRY_OFFICER, False),
            (Role.COMMITTEE_MEMBER, False),
            (Role.INTEGRATOR, False),
        ],
    )
    def test_is_for_who_may_read_it(self, sign_in: Callable[..., Any], role: Role, allowed: bool) -> None:
        assert sign_in(role).codes(NETWORK, by=["MARKET"]) == ([] if allowed else ["FORBIDDEN"])

    def test_is_asked_on_headquarters_host_only(self, analyst: Any, manager: Any, anonymous: Any) -> None:
        assert anonymous.codes(NETWORK, by=[]) == ["UNAUTHENTICATED"]
        assert manager.codes("{ network { items } }") == ["VALIDATION"]
