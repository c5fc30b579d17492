"""Half-months through the API: read, and closed once."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kernel import clock
from markets.events.models import Event
from markets.periods.models import Period
from markets.settlement.models import Statement
from tenants.access import Role
from tenants.database.session import as_market

AFTER = datetime.fromisoformat("2026-11-16T09:00:00+00:00")
CURRENT = "{ currentPeriod { id key startsOn endsOn payOn state imported totals { statements } } }"
CLOSE = """mutation ($id: ID!) { closePeriod(input: {periodId: $id}) {
  period { key state sealedAt sealedBy
    totals { statements sales { amountMinor } returns { amountMinor } payable { amountMinor } }
    statements { totalCount } }
  errors { code path } } }"""


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day after the half-month."""
    monkeypatch.setattr(clock, "now", lambda: AFTER)


def current(api: Any) -> Any:
    return api.data(CURRENT)["currentPeriod"]


class TestPeriods:
    def test_have_one_that_runs(self, manager: Any) -> None:
        assert current(manager) | {"id": ""} == {
            "id": "",
            "key": 2026111,
            "startsOn": "2026-11-01",
            "endsOn": "2026-11-15",
            "payOn": "2026-11-16",
            "state": "OPEN",
            "imported": False,
            "totals": None,
        }

    def test_are_filtered_by_state_days_and_origin(self, books: Any, manager: Any) -> None:
        books.shop.grow()
        books.close()
        query = "query ($filter: PeriodFilter) { periods(filter: $filter) { nodes { key } totalCount } }"

        def keys(**filter: Any) -> list[int]:
            return [row["key"] for row in manager.data(query, filter=filter)["periods"]["nodes"]]

        assert keys(state={"eq": "SEALED"}) == [2026111]
        assert keys(startsOn={"range": {"gte": "2026-12-01", "lt": "2027-01-01"}}) == [2026121, 2026122]
        assert keys(imported=True) == []

    def test_show_a_delegate_the_calendar_and_no_totals(
        self, books: Any, sign_in: Callable[..., Any]
    ) -> None:
        mine = books.shop.nation.add_cooperative()
        api = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        assert api.data("{ periods(first: 1) { nodes { key state } } }")["periods"]["nodes"]
        assert api.codes("{ periods(first: 1) { nodes { totals { statements } } } }") == ["FORBIDDEN"]


@pytest.mark.usefixtures("later")
class TestClosePeriod:
    @pytest.fixture
    def period_id(self, books: Any, manager: Any) -> str:
        books.shop.grow()
        [row] = manager.data("{ periods(first: 1) { nodes { id } } }")["periods"]["nodes"]
        return str(row["id"])

    def test_issues_statements_and_answers_their_sums(self, period_id: str, manager: Any) -> None:
        done = manager.data(CLOSE, id=period_id)["closePeriod"]

        assert done["errors"] == []
        assert done["period"] | {"sealedBy": ""} == {
            "key": 2026111,
            "state": "SEALED",
            "sealedAt": "2026-11-16T09:00:00Z",
            "sealedBy": "",
            "totals": {
                "statements": 1,
                "sales": {"amountMinor": 2000},
                "returns": {"amountMinor": 1000},
                "payable": {"amountMinor": 1000},
            },
            "statements": {"totalCount": 1},
        }

    def test_twice_is_the_same_as_once(self, period_id: str, manager: Any) -> None:
        first = manager.data(CLOSE, id=period_id)

        assert manager.data(CLOSE, id=period_id) == first
        with as_market("casablanca"):
            assert Statement.objects.count() == 1
            assert Event.objects.filter(name="period.sealed").count() == 1

    def test_is_refused_before_the_end_and_out_of_order(self, period_id: str, manager: Any) -> None:
        rows = manager.data("{ periods(first: 3) { nodes { id } } }")["periods"]["nodes"]

        for row in rows[1:]:
            done = manager.data(CLOSE, id=row["id"])["closePeriod"]
            assert done == {"period": None, "errors": [{"code": "PERIOD_NOT_OVER", "path": []}]}
        with as_market("casablanca"):
            assert not Period.objects.exclude(state="open").exists()

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.MARKET_MANAGER, True),
            (Role.ACCOUNTANT, True),
            (Role.AUDITOR, False),
            (Role.CASHIER, False),
            (Role.STOCK_KEEPER, False),
            (Role.INTEGRATOR, False),
        ],
    )
    def test_is_for_who_keeps_the_books(
        self, period_id: str, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")

        assert api.codes(CLOSE, id=period_id) == ([] if allowed else ["FORBIDDEN"])

    def test_is_not_for_strangers(self, period_id: str, anonymous: Any) -> None:
        anonymous.host = "casablanca"

        assert anonymous.codes(CLOSE, id=period_id) == ["UNAUTHENTICATED"]

    def test_finds_nothing_under_another_market_s_id(
        self, period_id: str, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        there = current(sign_in(Role.MARKET_MANAGER, scope="marrakech"))

        no_such = urlsafe_b64encode(b"Period:casablanca:99999999999").decode().rstrip("=")

        for wrong in (there["id"], period_id + "=", no_such, "x"):
            done = manager.data(CLOSE, id=wrong)["closePeriod"]
            assert done == {"period": None, "errors": [{"code": "NOT_FOUND", "path": ["periodId"]}]}
        with as_market("casablanca"):
            assert not Statement.objects.exists()
