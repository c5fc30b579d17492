"""Headquarters sees the figures of all markets in one statement, and nothing else of them."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel.halfmonth import HalfMonth
from markets.figures import operations as figures
from markets.figures.network import (
    CategoryNotCombined,
    network_figures,
    network_payouts,
    pay_day_totals,
)
from markets.figures.types import (
    CategoryDelta,
    CooperativeDelta,
    Dimension,
    NetworkFigures,
    NetworkPayout,
    PayDayTotal,
    PayoutFigure,
    PayoutSpan,
    TillDelta,
)
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_hq, as_market

MARKETS = ("casablanca", "marrakech")
SINCE, UNTIL = date(2026, 11, 1), date(2027, 1, 1)
TILL = UUID(int=1)


@pytest.fixture
def cooperative(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    return make_cooperative()


@pytest.fixture
def traded(cooperative: Cooperative) -> None:
    """Casablanca sells on two days of November, Marrakech on one of December."""
    sell("casablanca", cooperative, date(2026, 11, 15), 1000)
    sell("casablanca", cooperative, date(2026, 11, 16), 2000)
    sell("marrakech", cooperative, date(2026, 12, 31), 4000)


def sell(market: str, cooperative: Cooperative, day: date, amount_minor: int) -> None:
    with as_market(market):
        figures.add(
            till=TillDelta(day=day, till_id=TILL, tickets=1, items=1, gross_minor=amount_minor),
            cooperatives=[
                CooperativeDelta(day=day, cooperative_id=cooperative.id, items=1, gross_minor=amount_minor)
            ],
            categories=[],
        )


def ask(*group_by: Dimension, until: date = UNTIL) -> list[NetworkFigures]:
    with as_hq():
        return network_figures(markets=MARKETS, since=SINCE, until=until, group_by=group_by)


@pytest.mark.usefixtures("traded")
class TestNetworkFigures:
    def test_are_one_row_in_all(self) -> None:
        [row] = ask()

        assert (row.tickets, row.items, row.gross_minor) == (3, 3, 7000)

    def test_tell_markets_apart(self) -> None:
        assert [(row.market, row.tickets, row.gross_minor) for row in ask(Dimension.MARKET)] == [
            ("casablanca", 2, 3000),
            ("marrakech", 1, 4000),
        ]

    def test_tell_half_months_apart_by_their_key(self) -> None:
        keys = [HalfMonth(2026, 11, 1).key, HalfMonth(2026, 11, 2).key, HalfMonth(2026, 12, 2).key]

        assert [row.half_month for row in ask(Dimension.HALF_MONTH)] == keys

    def test_tell_months_and_years_apart(self) -> None:
        assert [(row.month, row.gross_minor) for row in ask(Dimension.MONTH)] == [
            (date(2026, 11, 1), 3000),
            (date(2026, 12, 1), 4000),
        ]
        assert [(row.year, row.gross_minor) for row in ask(Dimension.YEAR)] == [(2026, 7000)]

    def test_join_a_cooperative_s_trade_in_several_markets(self, cooperative: Cooperative) -> None:
        [row] = ask(Dimension.COOPERATIVE)

        assert (row.cooperative, row.tickets, row.gross_minor) == (cooperative.id, None, 7000)

    def test_tell_regions_and_groups_apart_by_the_registry(self) -> None:
        [first, second] = ask(Dimension.REGION, Dimension.GROUP, Dimension.MARKET)

        assert (first.market, first.region, first.group, first.gross_minor) == (
            "casablanca",
            "MA-06",
            "agri",
            3000,
        )
        assert (second.market, second.cooperative, second.gross_minor) == ("marrakech", None, 4000)

    def test_place_every_cooperative_and_lose_none(
        self, make_cooperative: Callable[..., Cooperative]
    ) -> None:
        """Money of a cooperative that the registry does not know is told too."""
        stranger = Cooperative(id=UUID(int=7))
        with as_market("casablanca"):
            sell("casablanca", make_cooperative(), date(2026, 11, 15), 300)
        sell("casablanca", stranger, date(2026, 11, 15), 5)

        assert [
            (row.region, row.month, row.gross_minor) for row in ask(Dimension.REGION, Dimension.MONTH)
        ] == [
            ("MA-06", date(2026, 11, 1), 3300),
            (None, date(2026, 11, 1), 5),
            ("MA-06", date(2026, 12, 1), 4000),
        ]

    @pytest.mark.parametrize("by", [one for one in Dimension if one is not Dimension.CATEGORY])
    def test_add_up_to_the_same_whatever_they_are_told_apart_by(self, by: Dimension) -> None:
        assert sum(row.gross_minor for row in ask(by)) == 7000
        assert sum(row.gross_minor for row in ask(by, Dimension.HALF_MONTH, Dimension.GROUP)) == 7000

    def test_are_one_statement(self) -> None:
        with as_hq(), CaptureQueriesContext(connection) as asked:
            network_figures(markets=MARKETS, since=SINCE, until=UNTIL, group_by=[Dimension.REGION])

        assert len(asked) == 1

    def test_leave_out_the_end_of_the_span(self) -> None:
        assert ask(until=date(2026, 11, 16))[0].gross_minor == 1000

    def test_are_empty_where_nothing_was_sold(self) -> None:
        assert ask(until=SINCE) == []
        assert network_figures(markets=[], since=SINCE, until=UNTIL, group_by=[]) == []

    def test_are_all_that_headquarters_may_read(self) -> None:
        with as_hq():
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute("SELECT 1 FROM casablanca.ledger_posting")
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute("UPDATE casablanca.figures_till_day SET tickets = 0")
        assert ask()[0].tickets == 3


class TestByCategory:
    @pytest.fixture(autouse=True)
    def sold(self, casablanca: str) -> None:
        for market, day, code, amount_minor in (
            ("casablanca", date(2026, 11, 15), "amlou", 1000),
            ("casablanca", date(2026, 12, 1), "honey", 2000),
            ("marrakech", date(2026, 12, 31), "amlou", 4000),
        ):
            delta = CategoryDelta(
                day=day, category_code=code, items=1, gross_minor=amount_minor, refunds_minor=100
            )
            with as_market(market):
                figures.add(till=None, cooperatives=[], categories=[delta])

    def test_tell_no_tickets_and_no_fees(self) -> None:
        [amlou, honey] = ask(Dimension.CATEGORY)

        assert (amlou.category, amlou.items, amlou.gross_minor, amlou.refunds_minor) == (
            "amlou",
            2,
            5000,
            200,
        )
        assert (honey.category, honey.tickets, honey.fees_minor, honey.cooperative) == (
            "honey",
            None,
            None,
            None,
        )

    def test_are_told_apart_by_market_and_time_too(self) -> None:
        rows = ask(Dimension.CATEGORY, Dimension.MARKET, Dimension.MONTH)

        assert [(row.market, row.month, row.category, row.gross_minor) for row in rows] == [
            ("casablanca", date(2026, 11, 1), "amlou", 1000),
            ("casablanca", date(2026, 12, 1), "honey", 2000),
            ("marrakech", date(2026, 12, 1), "amlou", 4000),
        ]

    @pytest.mark.parametrize("other", [Dimension.COOPERATIVE, Dimension.REGION, Dimension.GROUP])
    def test_are_not_told_apart_by_cooperative(self, other: Dimension) -> None:
        with pytest.raises(CategoryNotCombined):
            ask(Dimension.CATEGORY, other)


@pytest.fixture
def other(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    return make_cooperative()


@pytest.fixture
def paid(cooperative: Cooperative, other: Cooperative) -> None:
    """Casablanca seals two half-months, Marrakech one; of one payment the money is on its way."""
    seal("casablanca", 2026112, date(2026, 12, 1), (cooperative, 1000, 0, 0), (other, 0, 500, 0))
    seal("casablanca", 2026121, date(2026, 12, 16), (cooperative, 700, 0, 0), (other, 0, 0, -20))
    seal("marrakech", 2026112, date(2026, 12, 1), (cooperative, 4000, 0, 0))
    with as_market("casablanca"):
        figures.add_paid_to(period_id=2026112, amounts={cooperative.id: 1000})


def seal(market: str, period_id: int, pay_on: date, *came_to: tuple[Cooperative, int, int, int]) -> None:
    with as_market(market):
        figures.record_payouts(
            rows=[
                PayoutFigure(
                    period_id=period_id,
                    cooperative_id=one.id,
                    pay_on=pay_on,
                    payable_minor=payable,
                    held_minor=held,
                    carried_minor=carried,
                )
                for one, payable, held, carried in came_to
            ]
        )


def ask_payouts(most: int = 100, **wanted: Any) -> list[NetworkPayout]:
    with as_hq():
        return network_payouts(markets=MARKETS, wanted=PayoutSpan(**wanted), most=most)


def ask_totals(**wanted: Any) -> list[PayDayTotal]:
    with as_hq():
        return pay_day_totals(markets=MARKETS, wanted=PayoutSpan(**wanted))


@pytest.mark.usefixtures("paid")
class TestNetworkPayouts:
    def test_tell_market_cooperative_and_pay_day(self, cooperative: Cooperative) -> None:
        first, *_, last = ask_payouts(cooperative=cooperative.id)

        assert first == NetworkPayout(
            market="casablanca",
            cooperative=cooperative.id,
            half_month=2026112,
            pay_on=date(2026, 12, 1),
            payable_minor=1000,
            held_minor=0,
            carried_minor=0,
            paid_minor=1000,
        )
        assert (last.market, last.pay_on, last.paid_minor) == ("casablanca", date(2026, 12, 16), 0)

    def test_are_in_order_of_day_market_and_cooperative(self) -> None:
        found = ask_payouts()

        assert len(found) == 5
        assert found == sorted(found, key=lambda row: (row.pay_on, row.market, row.cooperative))

    def test_are_those_of_the_days_and_the_cooperative_asked_for(self, other: Cooperative) -> None:
        assert len(ask_payouts(since=date(2026, 12, 2))) == 2
        assert len(ask_payouts(until=date(2026, 12, 16))) == 3
        [only] = ask_payouts(since=date(2026, 12, 1), until=date(2026, 12, 2), cooperative=other.id)
        assert (only.held_minor, only.payable_minor) == (500, 0)

    def test_are_no_more_than_asked_for(self) -> None:
        assert ask_payouts(most=2) == ask_payouts()[:2]

    def test_add_up_by_pay_day(self, cooperative: Cooperative) -> None:
        totals = ask_totals()

        assert totals == [
            PayDayTotal(
                pay_on=date(2026, 12, 1),
                cooperatives=2,
                payable_minor=5000,
                held_minor=500,
                carried_minor=0,
                paid_minor=1000,
            ),
            PayDayTotal(
                pay_on=date(2026, 12, 16),
                cooperatives=2,
                payable_minor=700,
                held_minor=0,
                carried_minor=-20,
                paid_minor=0,
            ),
        ]
        assert [row.payable_minor for row in ask_totals(cooperative=cooperative.id)] == [5000, 700]

    def test_are_none_of_no_market(self) -> None:
        assert network_payouts(markets=[], wanted=PayoutSpan(), most=1) == []
        assert pay_day_totals(markets=[], wanted=PayoutSpan()) == []

    def test_cannot_be_written_by_headquarters(self) -> None:
        with as_hq():
            for change in ("UPDATE casablanca.figures_payout SET paid_minor = 0", "DELETE FROM {}"):
                statement = change.format("casablanca.figures_payout")
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    connection.cursor().execute(statement)
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute("SELECT 1 FROM casablanca.settlement_statement")

    def test_cannot_be_read_by_another_market(self) -> None:
        denied = pytest.raises(ProgrammingError, match="permission denied")
        with as_market("marrakech"), denied, transaction.atomic():
            connection.cursor().execute("SELECT 1 FROM casablanca.figures_payout")
