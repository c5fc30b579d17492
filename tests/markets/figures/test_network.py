"""Headquarters sees the figures of all markets in one statement, and nothing else of them."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from kernel.halfmonth import HalfMonth
from markets.figures import operations as figures
from markets.figures.network import network_figures
from markets.figures.types import CooperativeDelta, Dimension, NetworkFigures, TillDelta
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
