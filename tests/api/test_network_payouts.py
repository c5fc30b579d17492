"""Headquarters asks what each market pays each cooperative on which day, and learns no more than that."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from api.figures import payouts
from kernel.ids import new_id
from markets.figures import operations as figures
from markets.figures.types import PayoutFigure
from tenants.database.session import as_market
from tenants.permissions import Role

PAYOUTS = """query ($since: Date, $until: Date, $cooperative: ID, $market: ID) {
  networkPayouts(payOnSince: $since, payOnUntil: $until, cooperativeId: $cooperative, market: $market) {
    rows { market { slug } cooperative { id code region { code } } halfMonth payOn
      payable { amountMinor } held { amountMinor } carried { amountMinor } paid { amountMinor } }
    totals { payOn cooperatives payable { amountMinor } held { amountMinor } carried { amountMinor }
      paid { amountMinor } } } }"""
FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 16)


def seal(market: str, pay_on: date, cooperative_id: Any, payable_minor: int, *, paid: bool = False) -> None:
    period_id = 2026112 if pay_on == FIRST else 2026121
    row = PayoutFigure(
        period_id=period_id,
        cooperative_id=cooperative_id,
        pay_on=pay_on,
        payable_minor=payable_minor,
        held_minor=7,
        carried_minor=-3,
    )
    with as_market(market):
        figures.record_payouts(rows=[row])
        if paid:
            figures.add_paid_to(period_id=period_id, amounts={cooperative_id: payable_minor})


@pytest.fixture
def paid(nation: Any) -> Any:
    """Two cooperatives are paid by Casablanca, one of them by Marrakech as well and on another day."""
    casa, souss = nation.add_cooperative(region="MA-06"), nation.add_cooperative(region="MA-09")
    seal("casablanca", FIRST, casa, 1000, paid=True)
    seal("casablanca", FIRST, souss, 2000)
    seal("marrakech", FIRST, souss, 4000)
    seal("casablanca", SECOND, souss, 300)
    return nation


@pytest.fixture
def analyst(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.HQ_ANALYST)


def id_of(cooperative_id: Any) -> str:
    return urlsafe_b64encode(f"Cooperative:{cooperative_id}".encode()).decode().rstrip("=")


def amounts(rows: list[Any], name: str = "payable") -> list[int]:
    return [row[name]["amountMinor"] for row in rows]


@pytest.mark.usefixtures("paid")
class TestNetworkPayouts:
    def ask(self, api: Any, **given: Any) -> Any:
        return api.data(PAYOUTS, **given)["networkPayouts"]

    def test_tell_who_is_paid_what_by_whom_and_when(self, paid: Any, analyst: Any) -> None:
        [row] = self.ask(analyst, cooperative=id_of(paid.cooperatives[0]))["rows"]

        assert row | {"cooperative": row["cooperative"]["region"]} == {
            "market": {"slug": "casablanca"},
            "cooperative": {"code": "MA-06"},
            "halfMonth": 2026112,
            "payOn": "2026-12-01",
            "payable": {"amountMinor": 1000},
            "held": {"amountMinor": 7},
            "carried": {"amountMinor": -3},
            "paid": {"amountMinor": 1000},
        }

    def test_add_up_by_pay_day(self, analyst: Any) -> None:
        first, second = self.ask(analyst)["totals"]

        assert first == {
            "payOn": "2026-12-01",
            "cooperatives": 2,
            "payable": {"amountMinor": 7000},
            "held": {"amountMinor": 21},
            "carried": {"amountMinor": -9},
            "paid": {"amountMinor": 1000},
        }
        assert (second["payOn"], second["payable"]) == ("2026-12-16", {"amountMinor": 300})

    def test_are_limited_to_the_days_market_and_cooperative_asked_for(self, paid: Any, analyst: Any) -> None:
        markets = analyst.data("{ markets { nodes { id slug } } }")["markets"]["nodes"]
        [marrakech] = [row["id"] for row in markets if row["slug"] == "marrakech"]
        souss = id_of(paid.cooperatives[1])

        assert amounts(self.ask(analyst, market=marrakech)["rows"]) == [4000]
        assert amounts(self.ask(analyst, since="2026-12-02")["rows"]) == [300]
        assert amounts(self.ask(analyst, until="2026-12-16", cooperative=souss)["rows"]) == [2000, 4000]
        assert amounts(self.ask(analyst, cooperative=souss)["totals"]) == [6000, 300]
        assert self.ask(analyst, since="2027-01-01") == {"rows": [], "totals": []}

    def test_take_as_many_statements_for_many_rows_as_for_one(self, paid: Any, analyst: Any) -> None:
        self.ask(analyst)  # the first request looks the token up
        assert len(self.ask(analyst, since=str(SECOND))["rows"]) == 1
        of_one = len(analyst.statements)
        for _ in range(20):
            seal("marrakech", SECOND, paid.add_cooperative(), 100)

        assert len(self.ask(analyst, since=str(SECOND))["rows"]) == 21
        assert len(analyst.statements) == of_one

    def test_refuse_what_makes_no_sense(self, analyst: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        early = str(FIRST - timedelta(days=1))
        assert analyst.codes(PAYOUTS, since=str(FIRST), until=early) == ["BAD_USER_INPUT"]
        assert analyst.codes(PAYOUTS, market="x") == ["NOT_FOUND"]
        assert analyst.codes(PAYOUTS, cooperative="x") == ["NOT_FOUND"]
        assert self.ask(analyst, cooperative=id_of(new_id()))["rows"] == []
        monkeypatch.setattr(payouts, "MAX_ROWS", 3)
        assert analyst.codes(PAYOUTS) == ["LIMIT"]
        assert analyst.codes("{ networkPayouts { totals { payOn } } }") == []

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
    def test_are_for_who_may_read_them(self, sign_in: Callable[..., Any], role: Role, allowed: bool) -> None:
        assert sign_in(role).codes(PAYOUTS) == ([] if allowed else ["FORBIDDEN"])

    def test_are_asked_on_headquarters_host_only(
        self, sign_in: Callable[..., Any], manager: Any, anonymous: Any
    ) -> None:
        assert anonymous.codes(PAYOUTS) == ["UNAUTHENTICATED"]
        assert manager.codes("{ networkPayouts { totals { payOn } } }") == ["VALIDATION"]
        stranger = sign_in(Role.MARKET_MANAGER, scope="casablanca", host="hq")
        assert stranger.codes(PAYOUTS) == ["UNAUTHENTICATED"]

    def test_lead_to_no_statement(self, analyst: Any) -> None:
        assert analyst.codes("{ statements { totalCount } }") == ["VALIDATION"]
        assert analyst.codes("{ networkPayouts { rows { statement { id } } } }") == ["VALIDATION"]
