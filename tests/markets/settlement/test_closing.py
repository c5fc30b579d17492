"""Sealing a half-month: every posting on one statement, every centime paid, held or carried."""

from collections.abc import Callable
from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import ProgrammingError, connection, transaction
from settling import ACCOUNTANT, approve_half_month, review_half_month

from kernel.errors import NotFound
from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.chain import operations as chain
from markets.events.models import Event
from markets.figures.models import PeriodTotal
from markets.payouts import operations as payouts
from markets.payouts import queries as paying
from markets.periods import operations as periods
from markets.periods.models import Period, PeriodTransition
from markets.settlement import operations as settlement
from markets.settlement import queries
from markets.settlement.models import Statement, StatementLine
from markets.verification.queries import violations
from shared_catalog.registry.models import Cooperative

FIRST = HalfMonth(2026, 11, 1)
SECOND = FIRST.next()
Trade = Callable[..., None]
Close = Callable[..., Period]


class TestSealPeriod:
    def test_issues_each_cooperative_its_statement(
        self, trade: Trade, close: Close, argan: Cooperative, saffron: Cooperative
    ) -> None:
        trade(argan, sold=10_000, fee=500)
        trade(argan, sold=2_050, returned=50, fee=102, adjusted=7)
        trade(saffron, sold=333)

        period = close()

        statement = Statement.objects.get(cooperative=argan)
        assert (statement.opening_minor, statement.sales_minor, statement.returns_minor) == (0, 12_050, 50)
        assert (statement.fees_minor, statement.adjustments_minor) == (602, 7)
        assert (statement.net_minor, statement.payable_minor, statement.carried_minor) == (11_405, 11_405, 0)
        assert [one.payable_minor for one in queries.statements_of_cooperative(saffron.id)] == [333]
        assert (period.state, period.sealed_by) == ("sealed", ACCOUNTANT)

    def test_puts_every_posting_on_one_line(self, trade: Trade, close: Close, argan: Cooperative) -> None:
        trade(argan, sold=10_000, fee=500, returned=100)
        close()

        [statement] = queries.statements_of_period(FIRST.key)
        lines = [(line.kind, line.amount_minor) for line in queries.lines_of(statement.id)]
        assert sorted(lines) == [("fee", -500), ("refund", -100), ("sale", 10_000)]
        assert invariants_of_settlement() == []

    def test_carries_a_negative_balance_over(self, trade: Trade, close: Close, argan: Cooperative) -> None:
        trade(argan, returned=3_000)
        close()
        trade(argan, sold=10_000, at=SECOND.starts_at)
        close(SECOND)

        second, first = queries.statements_of_cooperative(argan.id)
        assert (first.payable_minor, first.carried_minor) == (0, -3_000)
        assert (second.opening_minor, second.payable_minor) == (-3_000, 7_000)

    def test_carries_what_is_below_the_minimum_even_without_trade(
        self, trade: Trade, close: Close, argan: Cooperative
    ) -> None:
        settlement.set_payout_minimum(
            effective_from=FIRST.first_day, amount_minor=5_000, set_at=FIRST.starts_at, actor="manager"
        )
        trade(argan, sold=4_999)
        close()
        close(SECOND)
        trade(argan, sold=1, at=SECOND.next().starts_at)
        close(SECOND.next())

        third, second, _ = queries.statements_of_cooperative(argan.id)
        assert (second.opening_minor, second.carried_minor) == (4_999, 4_999)
        assert (third.opening_minor, third.payable_minor, third.carried_minor) == (4_999, 5_000, 0)
        assert invariants_of_settlement() == []

    def test_numbers_statements_without_a_gap_over_half_months(
        self, trade: Trade, close: Close, argan: Cooperative, saffron: Cooperative
    ) -> None:
        for half_month in (FIRST, SECOND, SECOND.next()):
            trade(argan, sold=1_000, at=half_month.starts_at)
            trade(saffron, sold=1_000, at=half_month.starts_at)
            close(half_month)

        assert list(Statement.objects.order_by("number").values_list("number", flat=True)) == [
            1,
            2,
            3,
            4,
            5,
            6,
        ]

    def test_leaves_a_late_fact_to_the_next_half_month_and_says_so(
        self, trade: Trade, close: Close, argan: Cooperative
    ) -> None:
        close()
        trade(argan, sold=1_000, at=FIRST.starts_at)
        trade(argan, sold=500, at=SECOND.starts_at)

        assert not Statement.objects.exists()
        close(SECOND)
        assert Statement.objects.get().period_id == SECOND.key
        lines = StatementLine.objects.values_list("amount_minor", "late")
        assert set(lines) == {(1_000, True), (500, False)}

    def test_calls_nothing_late_that_was_sold_after_the_hour_of_the_cut_off(
        self, trade: Trade, close: Close, argan: Cooperative
    ) -> None:
        periods.set_closing_rule(
            first=SECOND, cut_off_hour=20, grace_minutes=0, set_at=FIRST.starts_at, actor="manager"
        )
        close()
        evening = Period.objects.get(id=SECOND.key).ends_at  # 20 h on 30 November
        trade(argan, sold=1_000, at=evening)
        close(SECOND)
        close(SECOND.next())

        assert not StatementLine.objects.get().late

    def test_twice_is_once(self, trade: Trade, close: Close, argan: Cooperative) -> None:
        trade(argan, sold=1_000)
        first = close()

        again = close(at=FIRST.ends_at + timedelta(days=1))

        assert (again, again.sealed_at) == (first, first.sealed_at)
        assert Statement.objects.count() == StatementLine.objects.count() == 1
        assert list(PeriodTransition.objects.values_list("after", flat=True)) == [
            "cut_off",
            "reviewing",
            "approved",
            "sealed",
        ]
        assert Event.objects.filter(name="period.sealed").count() == 1

    def test_refuses_before_the_end(self, trade: Trade, close: Close, argan: Cooperative) -> None:
        trade(argan, sold=1_000)

        grace_ends = Period.objects.get(id=FIRST.key).cut_off_at
        with pytest.raises(periods.PeriodNotOver):
            close(at=grace_ends - timedelta(microseconds=1))
        assert not Statement.objects.exists()

    def test_refuses_while_an_earlier_one_is_open(self, casablanca: str, close: Close) -> None:
        with pytest.raises(periods.EarlierPeriodOpen):
            close(SECOND)
        assert Period.objects.get(id=SECOND.key).state == "open"

    def test_refuses_a_half_month_that_does_not_exist(self, casablanca: str, close: Close) -> None:
        with pytest.raises(NotFound):
            settlement.seal_period(period_id=2040011, at=FIRST.ends_at, actor=ACCOUNTANT)

    def test_leaves_nothing_when_it_breaks_off(self, trade: Trade, close: Close, argan: Cooperative) -> None:
        trade(argan, sold=1_000)
        review_half_month(FIRST)
        approve_half_month(FIRST, at=FIRST.ends_at)
        with mock.patch("markets.events.operations.append_all", side_effect=OSError), pytest.raises(OSError):
            settlement.seal_period(period_id=FIRST.key, at=FIRST.ends_at, actor=ACCOUNTANT)

        assert Period.objects.get(id=FIRST.key).state == "approved"
        assert not Statement.objects.exists() and not PeriodTotal.objects.exists()
        sealed = settlement.seal_period(period_id=FIRST.key, at=FIRST.ends_at, actor=ACCOUNTANT)
        assert sealed.state == "sealed"

    def test_is_paid_at_once_where_nobody_is_owed_anything(
        self, trade: Trade, close: Close, argan: Cooperative
    ) -> None:
        trade(argan, returned=200)

        assert close().state == "paid"
        assert close(SECOND).state == "paid"
        assert [row.permission for row in PeriodTransition.objects.filter(after="paid")] == ["system"] * 2

    def test_says_so_in_the_figures_and_in_the_event_log(
        self, trade: Trade, close: Close, argan: Cooperative, saffron: Cooperative
    ) -> None:
        trade(argan, sold=10_000, fee=500)
        trade(saffron, returned=200)
        close()

        total = PeriodTotal.objects.get()
        assert (total.statements, total.sales_minor, total.returns_minor) == (2, 10_000, 200)
        assert (total.fees_minor, total.payable_minor, total.carried_minor) == (500, 9_500, -200)
        names = list(Event.objects.order_by("id").values_list("name", flat=True))
        assert names[-3:] == ["period.sealed", "statement.issued", "statement.issued"]

    def test_makes_statements_that_nobody_can_change(
        self, trade: Trade, close: Close, argan: Cooperative
    ) -> None:
        trade(argan, sold=1_000)
        close()

        for table in ("settlement_statement", "settlement_statementline"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(f"DELETE FROM {table}")
        assert StatementLine.objects.count() == 1


class TestSettlePastPeriod:
    def test_issues_what_was_then_paid_and_holds_nothing(self, trade: Trade, argan: Cooperative) -> None:
        past = HalfMonth(2026, 10, 1)
        settlement.place_hold(
            hold_id=new_id(),
            cooperative_id=argan.id,
            amount_minor=None,
            reason="contrôle",
            review_on=date(2026, 12, 1),
            at=FIRST.starts_at,
            actor=ACCOUNTANT,
        )
        period = periods.add_past_period(half_month=past)
        trade(argan, sold=10_000, fee=500, at=past.starts_at, period=period)

        closed = settlement.settle_past_period(period_id=period.id, at=past.ends_at, actor="importer")
        assert closed.state == "sealed"
        payouts.record_past_payouts(
            period_id=period.id, evidence="paid before joining", at=past.ends_at, actor="importer"
        )
        chain.append_blocks(period=period, statement_digests=queries.digests_of_period(period.id))

        payout = Statement.objects.get().payout
        assert (payout.rail, payout.amount_minor) == ("before_joining", 9_500)
        assert payout.paid_on == closed.pay_on
        assert not paying.unpaid().exists()
        assert paying.totals().open_minor == 0
        assert invariants_of_settlement() == []

    def test_refuses_a_half_month_of_the_market_s_own(self, casablanca: str) -> None:
        with pytest.raises(settlement.PeriodNotImported):
            settlement.settle_past_period(period_id=FIRST.key, at=FIRST.ends_at, actor="importer")

    def test_is_the_only_way_to_close_an_imported_one(self, casablanca: str, close: Close) -> None:
        past = HalfMonth(2026, 10, 2)
        periods.add_past_period(half_month=past)

        with pytest.raises(settlement.PeriodFromBeforeJoining):
            settlement.start_review(period_id=past.key, at=FIRST.ends_at, actor=ACCOUNTANT)
        with pytest.raises(settlement.PeriodFromBeforeJoining):
            settlement.seal_period(period_id=past.key, at=FIRST.ends_at, actor=ACCOUNTANT)
        with pytest.raises(periods.WrongPeriodState):
            close(past)

    def test_comes_before_the_market_s_own_first_closing(self, casablanca: str, close: Close) -> None:
        periods.add_past_period(half_month=HalfMonth(2026, 10, 2))

        with pytest.raises(periods.EarlierPeriodOpen):
            close()


def invariants_of_settlement() -> list[str]:
    """The invariants that entries without sales can break."""
    return [found.name for found in violations() if not found.name.startswith("sales.")]
