"""Figures add up whatever is added to them, in whatever order and by however many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

from markets.figures import operations as figures
from markets.figures import queries
from markets.figures.models import CategoryDay, CooperativeDay, TillDay
from markets.figures.types import CategoryDelta, CooperativeDelta, PeriodFigures, TillDelta
from tenants.database.session import as_market, close_connections

DAY, NEXT = date(2026, 11, 10), date(2026, 11, 11)
TILL, ARGAN, SAFFRON = UUID(int=1), UUID(int=11), UUID(int=12)


def sold(*cooperatives: UUID, day: date = DAY) -> None:
    """One ticket with one item of 10 MAD of each cooperative, 5 % fee."""
    figures.add(
        till=TillDelta(
            day=day, till_id=TILL, tickets=1, items=len(cooperatives), gross_minor=1000 * len(cooperatives)
        ),
        cooperatives=[
            CooperativeDelta(day=day, cooperative_id=one, items=1, gross_minor=1000, fees_minor=50)
            for one in cooperatives
        ],
        categories=[CategoryDelta(day=day, category_code="argan-oil", items=len(cooperatives))],
    )


class TestAdd:
    def test_begins_a_row_and_then_adds_to_it(self, casablanca: str) -> None:
        sold(ARGAN)
        sold(ARGAN, SAFFRON)

        till = TillDay.objects.get()
        assert (till.tickets, till.items, till.gross_minor) == (2, 3, 3000)
        assert CooperativeDay.objects.get(cooperative_id=ARGAN).fees_minor == 100
        assert CategoryDay.objects.get().items == 3

    def test_takes_several_deltas_of_one_key_together(self, casablanca: str) -> None:
        sold(ARGAN, ARGAN)

        row = CooperativeDay.objects.get()
        assert (row.items, row.gross_minor) == (2, 2000)

    def test_keeps_days_apart(self, casablanca: str) -> None:
        sold(ARGAN)
        sold(ARGAN, day=NEXT)

        assert queries.sums(since=DAY, until=NEXT).gross_minor == 1000
        assert queries.sums(since=DAY, until=date(2026, 12, 1)).gross_minor == 2000

    def test_adds_nothing_for_no_delta(self, casablanca: str) -> None:
        figures.add(till=None, cooperatives=[], categories=[])

        assert not TillDay.objects.exists()

    def test_loses_nothing_when_eight_sell_the_same_goods_in_opposite_orders(self, live_market: str) -> None:
        def work(number: int) -> None:
            try:
                with as_market(live_market):
                    for _ in range(15):
                        sold(*((ARGAN, SAFFRON) if number % 2 else (SAFFRON, ARGAN)))
            finally:
                close_connections()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        with as_market(live_market):
            sums = queries.sums(since=DAY, until=NEXT)
            assert (sums.tickets, sums.items, sums.fees_minor) == (120, 240, 12_000)


class TestAddPaid:
    def test_adds_to_what_was_paid_of_a_half_month(self, casablanca: str) -> None:
        closed = PeriodFigures(
            period_id=2026111,
            statements=1,
            sales_minor=1000,
            returns_minor=0,
            fees_minor=50,
            payable_minor=950,
            carried_minor=0,
        )
        figures.record_period(figures=closed)

        figures.add_paid(period_id=2026111, amount_minor=950)

        assert queries.period_totals()[0].paid_minor == 950
