"""Closing a half-month: every posting on one statement, every centime paid or carried."""

from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.db import ProgrammingError, connection, transaction

from kernel.errors import NotFound
from kernel.halfmonth import HalfMonth
from markets.events.models import Event
from markets.figures.models import PeriodTotal
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement import queries
from markets.settlement.models import Statement, StatementLine
from markets.verification.queries import violations
from shared_catalog.registry.models import Cooperative

FIRST = HalfMonth(2026, 11, 1)
SECOND = FIRST.next()
Trade = Callable[..., None]
Close = Callable[..., Period]


class TestClosePeriod:
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
        assert (period.state, period.sealed_by) == ("sealed", "accountant")

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

    def test_leaves_a_late_fact_to_the_next_half_month(
        self, trade: Trade, close: Close, argan: Cooperative
    ) -> None:
        close()
        trade(argan, sold=1_000, at=FIRST.starts_at)

        assert not Statement.objects.exists()
        close(SECOND)
        assert Statement.objects.get().period_id == SECOND.key

    def test_twice_is_once(self, trade: Trade, close: Close, argan: Cooperative) -> None:
        trade(argan, sold=1_000)
        first = close()

        again = close(at=FIRST.ends_at + timedelta(days=1))

        assert (again, again.sealed_at) == (first, first.sealed_at)
        assert Statement.objects.count() == StatementLine.objects.count() == 1
        assert Event.objects.filter(name="period.sealed").count() == 1

    def test_refuses_before_the_end(self, trade: Trade, close: Close, argan: Cooperative) -> None:
        trade(argan, sold=1_000)

        with pytest.raises(settlement.PeriodNotOver):
            close(at=FIRST.ends_at - timedelta(microseconds=1))
        assert not Statement.objects.exists()

    def test_refuses_while_an_earlier_one_is_open(self, casablanca: str, close: Close) -> None:
        with pytest.raises(settlement.EarlierPeriodOpen):
            close(SECOND)
        assert Period.objects.get(id=SECOND.key).state == "open"

    def test_refuses_a_half_month_that_does_not_exist(self, casablanca: str, close: Close) -> None:
        with pytest.raises(NotFound):
            close(HalfMonth(2040, 1, 1))

    def test_leaves_nothing_when_it_breaks_off(self, trade: Trade, close: Close, argan: Cooperative) -> None:
        trade(argan, sold=1_000)

        with mock.patch("markets.events.operations.append_all", side_effect=OSError), pytest.raises(OSError):
            close()

        assert Period.objects.get(id=FIRST.key).state == "open"
        assert not Statement.objects.exists() and not PeriodTotal.objects.exists()
        assert close().state == "sealed"

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
    def test_counts_what_was_owed_as_paid_before_joining(self, trade: Trade, argan: Cooperative) -> None:
        past = HalfMonth(2017, 3, 2)
        period = periods.add_past_period(half_month=past)
        trade(argan, sold=10_000, fee=500, at=past.starts_at, period=period)

        closed = settlement.settle_past_period(
            period_id=period.id, evidence="paid before joining", closed_at=past.ends_at, actor="importer"
        )

        payout = Statement.objects.get().payout
        assert (closed.state, payout.rail, payout.amount_minor) == ("paid", "before_joining", 9_500)
        assert payout.paid_on == closed.pay_on
        assert not queries.open_payables().exists()
        assert queries.totals().open_minor == 0
        assert invariants_of_settlement() == []

    def test_refuses_a_half_month_of_the_market_s_own(self, casablanca: str) -> None:
        with pytest.raises(settlement.PeriodNotImported):
            settlement.settle_past_period(
                period_id=FIRST.key, evidence="x", closed_at=FIRST.ends_at, actor="importer"
            )

    def test_is_the_only_way_to_close_an_imported_one(self, casablanca: str, close: Close) -> None:
        past = HalfMonth(2026, 10, 2)
        periods.add_past_period(half_month=past)

        with pytest.raises(settlement.PeriodFromBeforeJoining):
            close(past)

    def test_comes_before_the_market_s_own_first_closing(self, casablanca: str, close: Close) -> None:
        periods.add_past_period(half_month=HalfMonth(2026, 10, 2))

        with pytest.raises(settlement.EarlierPeriodOpen):
            close()


def invariants_of_settlement() -> list[str]:
    """The invariants that entries without sales can break."""
    return [found.name for found in violations() if not found.name.startswith("sales.")]
