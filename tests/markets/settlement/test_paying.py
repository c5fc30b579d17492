"""A statement is paid once, exactly, with evidence; with the last of them its half-month is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from settling import close_half_month

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.figures.models import PeriodTotal
from markets.ledger import queries as ledger
from markets.ledger.types import bank, cooperative_payable
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement import queries
from markets.settlement.models import Payout, Statement
from markets.verification.queries import violations
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_market, close_connections

FIRST = HalfMonth(2026, 11, 1)
Pay = Callable[..., Payout]
Trade = Callable[..., None]
Close = Callable[..., Period]


@pytest.fixture
def statement(trade: Trade, close: Close, argan: Cooperative) -> Statement:
    """10 MAD to be paid to one cooperative, alone in its half-month."""
    trade(argan, sold=1_000)
    close()
    return Statement.objects.get()


class TestPayStatement:
    def test_moves_the_exact_amount_from_the_bank(
        self, statement: Statement, pay: Pay, argan: Cooperative
    ) -> None:
        payout = pay(statement)

        assert payout.amount_minor == 1_000
        assert ledger.balance_of(cooperative_payable(argan.id)) == 0
        assert ledger.balance_of(bank()) == -1_000
        assert PeriodTotal.objects.get().paid_minor == 1_000
        assert Event.objects.get(name="payout.paid").payload["amount_minor"] == 1_000

    def test_is_not_part_of_the_next_statement(
        self, statement: Statement, pay: Pay, close: Close, trade: Trade, argan: Cooperative
    ) -> None:
        pay(statement)
        trade(argan, sold=5, at=FIRST.next().starts_at)
        close(FIRST.next())

        assert queries.statements_of_cooperative(argan.id)[0].net_minor == 5
        assert [found for found in violations() if not found.name.startswith("sales.")] == []

    def test_makes_the_period_paid_with_the_last_one(
        self, trade: Trade, close: Close, pay: Pay, argan: Cooperative, saffron: Cooperative
    ) -> None:
        trade(argan, sold=1_000)
        trade(saffron, sold=2_000)
        close()
        first, second = queries.open_payables()

        pay(first)
        assert Period.objects.get(id=FIRST.key).state == "sealed"
        pay(second)
        assert Period.objects.get(id=FIRST.key).state == "paid"

    def test_replays_the_same_request(self, statement: Statement, pay: Pay) -> None:
        payout_id = new_id()
        first = pay(statement, payout_id=payout_id)

        assert pay(statement, payout_id=payout_id) == first
        assert ledger.balance_of(bank()) == -1_000

    def test_refuses_other_content_under_the_same_id(self, statement: Statement, pay: Pay) -> None:
        payout_id = new_id()
        pay(statement, payout_id=payout_id)

        with pytest.raises(settlement.PayoutIdReused):
            pay(statement, payout_id=payout_id, evidence="another transfer")
        assert Payout.objects.get().evidence == "virement 2026-118"

    def test_refuses_a_second_payment(self, statement: Statement, pay: Pay) -> None:
        pay(statement)

        with pytest.raises(settlement.AlreadyPaid):
            pay(statement)
        assert ledger.balance_of(bank()) == -1_000

    def test_refuses_a_statement_that_was_carried_over(
        self, trade: Trade, close: Close, pay: Pay, argan: Cooperative
    ) -> None:
        trade(argan, returned=10)
        close()

        with pytest.raises(settlement.NothingToPay):
            pay(Statement.objects.get())
        assert not Payout.objects.exists()

    @pytest.mark.parametrize("given", [{"evidence": "  "}, {"paid_on": date(2026, 11, 17)}])
    def test_refuses_a_payment_without_evidence_or_still_to_be_made(
        self, statement: Statement, pay: Pay, given: dict[str, object]
    ) -> None:
        with pytest.raises(InvalidValue):
            pay(statement, **given)
        assert not Payout.objects.exists()

    def test_refuses_a_statement_that_does_not_exist(self, casablanca: str, pay: Pay) -> None:
        with pytest.raises(NotFound):
            pay(Statement(id=new_id()))

    def test_refuses_history(self, trade: Trade, pay: Pay, argan: Cooperative) -> None:
        past = HalfMonth(2017, 3, 2)
        period = periods.add_past_period(half_month=past)
        trade(argan, sold=1_000, at=past.starts_at, period=period)
        settlement.settle_past_period(
            period_id=period.id, evidence="before", closed_at=past.ends_at, actor="importer"
        )

        with pytest.raises(settlement.PeriodFromBeforeJoining):
            pay(Statement.objects.get())
        assert Payout.objects.count() == 1


class TestPayStatementAtOnce:
    @pytest.fixture
    def owed(self, live_market: str, make_cooperative: Callable[..., Cooperative], trade: Trade) -> UUID:
        """A statement of 10 MAD in a market of its own."""
        with as_market(live_market):
            cooperative = make_cooperative()
            trade(cooperative, sold=1_000)
            close_half_month(FIRST)
            return Statement.objects.get().id

    def test_answers_eight_equal_requests_with_one_payout(self, live_market: str, owed: UUID) -> None:
        payout_id = new_id()

        answers = eight_times(live_market, lambda: settlement.pay_statement(**payment(payout_id, owed)).id)

        assert answers == [payout_id] * 8
        with as_market(live_market):
            assert ledger.balance_of(bank()) == -1_000

    def test_lets_one_of_eight_payers_pay(self, live_market: str, owed: UUID) -> None:
        answers = eight_times(live_market, lambda: settlement.pay_statement(**payment(new_id(), owed)).id)

        refused = [answer for answer in answers if isinstance(answer, settlement.AlreadyPaid)]
        assert len(refused) == 7
        with as_market(live_market):
            assert Payout.objects.count() == 1
            assert ledger.balance_of(bank()) == -1_000


def payment(payout_id: UUID, statement_id: UUID) -> dict[str, Any]:
    return {
        "payout_id": payout_id,
        "statement_id": statement_id,
        "evidence": "virement 2026-118",
        "paid_on": date(2026, 11, 16),
        "recorded_at": datetime(2026, 11, 16, 15, tzinfo=UTC),
        "actor": "accountant",
    }


def eight_times(market: str, work: Callable[[], Any]) -> list[Any]:
    """What eight threads get, each on a connection of its own: an answer or a refusal."""

    def run(_: int) -> Any:
        try:
            with as_market(market):
                return work()
        except DomainError as refusal:
            return refusal
        finally:
            close_connections()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, range(8)))


class TestTotals:
    def test_explain_every_centime_at_every_step(
        self, trade: Trade, close: Close, pay: Pay, argan: Cooperative, saffron: Cooperative
    ) -> None:
        trade(argan, sold=10_001, fee=501)
        trade(saffron, returned=77)
        assert queries.totals().open_minor == 9_423
        assert queries.ledger_difference() == 0

        close()
        trade(saffron, sold=50, at=FIRST.next().starts_at)
        assert queries.ledger_difference() == 0

        pay(queries.open_payables()[0])
        totals = queries.totals()
        assert (totals.sales_minor, totals.returns_minor, totals.fees_minor) == (10_051, 77, 501)
        assert (totals.paid_minor, totals.open_minor, totals.difference_minor) == (9_500, -27, 0)


class TestSetPayoutMinimum:
    def test_holds_from_its_day_on(self, casablanca: str) -> None:
        settlement.set_payout_minimum(
            effective_from=date(2026, 12, 1), amount_minor=5_000, set_at=FIRST.starts_at, actor="manager"
        )

        assert queries.minimum_on(date(2026, 11, 30)) == 0
        assert queries.minimum_on(date(2026, 12, 15)) == 5_000

    @pytest.mark.parametrize(
        ("day", "amount_minor"),
        [(date(2026, 10, 1), 100), (date(2026, 12, 1), -1), (date(2026, 12, 1), 2**63)],
    )
    def test_refuses_the_past_and_impossible_amounts(
        self, casablanca: str, day: date, amount_minor: int
    ) -> None:
        with pytest.raises(InvalidValue):
            settlement.set_payout_minimum(
                effective_from=day, amount_minor=amount_minor, set_at=FIRST.starts_at, actor="manager"
            )
        assert queries.minimum_on(date(2027, 1, 1)) == 0
