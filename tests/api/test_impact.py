"""Headquarters asks for the impact of the network; nobody learns of fewer than five."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from markets.figures import operations as figures
from markets.figures.types import CooperativeDelta, PayoutFigure
from tenants.database.session import as_market
from tenants.permissions import Role

REPORT = """query ($by: [ImpactDimension!]!, $definition: Int, $since: Date! = "2026-11-01") {
  impactReport(since: $since, until: "2026-12-01", by: $by, definition: $definition) {
    asOf uncounted fewest
    definition { version income terms { name meaning { ar fr en } } }
    total { ...cell } cells { ...cell } } }
fragment cell on ImpactCell {
  region { code } group withheld cooperatives members women men youth rural
  income { amountMinor } incomePerMember { amountMinor } oldestCount newestCount }"""


def trade(market: str, cooperative: Any, amount_minor: int) -> None:
    """Sold, and half of it paid, in November."""
    day = date(2026, 11, 15)
    sold = CooperativeDelta(day=day, cooperative_id=cooperative, gross_minor=amount_minor, fees_minor=100)
    paid = PayoutFigure(
        period_id=2026111,
        cooperative_id=cooperative,
        pay_on=day,
        payable_minor=amount_minor,
        held_minor=0,
        carried_minor=0,
        paid_minor=amount_minor // 2,
    )
    with as_market(market):
        figures.add(till=None, cooperatives=[sold], categories=[])
        figures.record_payouts(rows=[paid])


@pytest.fixture
def served(nation: Any) -> Any:
    """Six cooperatives of ten members in one region, and two in another, that sold in two markets."""
    for region in ["MA-06"] * 6 + ["MA-09"] * 2:
        cooperative = nation.add_cooperative(region=region, products=0)
        trade("casablanca", cooperative, 2_000)
        trade("marrakech", cooperative, 1_000)
    return nation


@pytest.fixture
def analyst(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.HQ_ANALYST)


@pytest.mark.usefixtures("served")
class TestImpactReport:
    def ask(self, api: Any, *by: str, **given: Any) -> Any:
        return api.data(REPORT, by=by, **given)["impactReport"]

    def test_tells_members_and_their_income(self, analyst: Any) -> None:
        found = self.ask(analyst, definition=1)

        assert found["definition"]["income"] == "SALES_LESS_FEES"
        assert (found["asOf"], found["uncounted"], found["fewest"], found["cells"]) == (
            "2026-11-30",
            0,
            5,
            [],
        )
        assert found["total"] == {
            "region": None,
            "group": None,
            "withheld": False,
            "cooperatives": 8,
            "members": 80,
            "women": 56,
            "men": 24,
            "youth": 16,
            "rural": 80,
            "income": {"amountMinor": 8 * 2_800},
            "incomePerMember": {"amountMinor": 280},
            "oldestCount": "2026-01-01",
            "newestCount": "2026-01-01",
        }

    def test_goes_by_what_was_paid_where_nothing_else_is_said(self, analyst: Any) -> None:
        found = self.ask(analyst)

        assert found["definition"]["version"] == 2
        assert found["total"]["income"] == {"amountMinor": 8 * 1_500}
        assert {term["name"] for term in found["definition"]["terms"]} == {
            *("cooperatives", "members", "youth", "rural", "income", "incomePerMember"),
        }

    def test_withholds_a_small_cell_and_what_would_tell_of_it(self, analyst: Any) -> None:
        for by in (["REGION"], ["REGION", "GROUP"]):
            cells = self.ask(analyst, *by)["cells"]
            assert [(cell["region"]["code"], cell["withheld"]) for cell in cells] == [
                ("MA-06", True),
                ("MA-09", True),
            ]
            told = [
                value for cell in cells for name, value in cell.items() if name not in ("region", "group")
            ]
            assert set(map(str, told)) == {"True", "None"}
        [terroir] = self.ask(analyst, "GROUP")["cells"]
        assert (terroir["group"], terroir["cooperatives"]) == ("TERROIR", 8)

    def test_takes_as_many_statements_for_many_rows_as_for_one(self, served: Any, analyst: Any) -> None:
        for _ in range(2):  # the token is remembered from the first on
            self.ask(analyst, "REGION", "GROUP")
        of_few = len(analyst.statements)
        for _ in range(8):
            trade("marrakech", served.add_cooperative(region="MA-09", products=0), 500)

        assert [cell["withheld"] for cell in self.ask(analyst, "REGION", "GROUP")["cells"]] == [False, False]
        assert len(analyst.statements) == of_few

    def test_refuses_what_makes_no_sense(self, analyst: Any, manager: Any) -> None:
        assert analyst.codes(REPORT, by=[], definition=9) == ["NOT_FOUND"]
        assert analyst.codes(REPORT, by=[], since="2027-01-01") == ["BAD_USER_INPUT"]
        assert manager.codes("{ impactDefinitions { version } }") == ["VALIDATION"]

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [(Role.REGISTRY_OFFICER, True), (Role.AUDITOR, True), (Role.COMMITTEE_MEMBER, False)],
    )
    def test_is_for_who_may_read_it(self, sign_in: Callable[..., Any], role: Role, allowed: bool) -> None:
        asked = sign_in(role)
        assert asked.codes(REPORT, by=["GROUP"]) == ([] if allowed else ["FORBIDDEN"])

    def test_is_read_by_headquarters_login_which_counts_no_sale(self, analyst: Any) -> None:
        self.ask(analyst)

        touched = " ".join(analyst.statements)
        assert "figures_payout" in touched and "sales_" not in touched


def test_counts_of_a_cooperative_are_listed_latest_first(nation: Any, admin: Any) -> None:
    nation.add_cooperative(products=0)
    [row] = admin.data(
        "{ cooperatives { nodes { memberCounts { nodes { source members { women total asOf } } } } } }"
    )["cooperatives"]["nodes"]

    assert row["memberCounts"]["nodes"] == [
        {"source": "REGISTRATION", "members": {"women": 7, "total": 10, "asOf": "2026-01-01"}}
    ]
