"""Figures add up whatever is added to them, in whatever order and by however many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from markets.figures import operations as figures
from markets.figures import queries
from markets.figures.models import CategoryDay, CooperativeDay, PayoutTotal, TillDay
from markets.figures.types import CategoryDelta, CooperativeDelta, PayoutFigure, PeriodFigures, TillDelta
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
            held_minor=0,
            payable_minor=950,
            carried_minor=0,
        )
        figures.record_period(figures=closed)

        figures.add_paid(period_id=2026111, amount_minor=950)

        assert queries.period_totals()[0].paid_minor == 950


def payout(cooperative_id: UUID, payable_minor: int, *, held_minor: int = 0) -> PayoutFigure:
    return PayoutFigure(
        period_id=2026111,
        cooperative_id=cooperative_id,
        pay_on=date(2026, 11, 16),
        payable_minor=payable_minor,
        held_minor=held_minor,
        carried_minor=0,
    )


def paid_to(cooperative_id: UUID) -> int:
    return PayoutTotal.objects.get(period_id=2026111, cooperative_id=cooperative_id).paid_minor


class TestRecordPayouts:
    def test_notes_each_cooperative_once(self, casablanca: str) -> None:
        figures.record_payouts(rows=[payout(SAFFRON, 500), payout(ARGAN, 0, held_minor=900)])

        argan = PayoutTotal.objects.get(cooperative_id=ARGAN)
        assert (argan.held_minor, argan.payable_minor, argan.paid_minor) == (900, 0, 0)
        with pytest.raises(IntegrityError, match="payout_total_once"), transaction.atomic():
            figures.record_payouts(rows=[payout(ARGAN, 1)])
        assert PayoutTotal.objects.count() == 2

    def test_notes_nothing_for_no_cooperative(self, casablanca: str) -> None:
        figures.record_payouts(rows=[])

        assert not PayoutTotal.objects.exists()


class TestAddPaidTo:
    def test_adds_to_the_cooperatives_named_and_takes_back_what_returned(self, casablanca: str) -> None:
        figures.record_payouts(rows=[payout(ARGAN, 950), payout(SAFFRON, 500)])

        figures.add_paid_to(period_id=2026111, amounts={SAFFRON: 500, ARGAN: 950})
        figures.add_paid_to(period_id=2026111, amounts={SAFFRON: -500})
        figures.add_paid_to(period_id=2026111, amounts={})

        assert (paid_to(ARGAN), paid_to(SAFFRON)) == (950, 0)

    @pytest.mark.parametrize("amount_minor", [951, -1])
    def test_is_refused_beyond_what_was_payable(self, casablanca: str, amount_minor: int) -> None:
        figures.record_payouts(rows=[payout(ARGAN, 950)])

        with pytest.raises(IntegrityError, match="paid_at_most_payable"), transaction.atomic():
            figures.add_paid_to(period_id=2026111, amounts={ARGAN: amount_minor})

        assert paid_to(ARGAN) == 0

    def test_loses_nothing_when_many_pay_the_same_cooperatives_in_opposite_orders(
        self, live_market: str
    ) -> None:
        with as_market(live_market):
            figures.record_payouts(rows=[payout(ARGAN, 1000), payout(SAFFRON, 1000)])

        def work(number: int) -> None:
            both = (ARGAN, SAFFRON) if number % 2 else (SAFFRON, ARGAN)
            try:
                with as_market(live_market):
                    for _ in range(15):
                        figures.add_paid_to(period_id=2026111, amounts=dict.fromkeys(both, 2))
            finally:
                close_connections()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        with as_market(live_market):
            assert (paid_to(ARGAN), paid_to(SAFFRON)) == (240, 240)
