"""A payment by hand is made once, exactly, with what shows it; the last one makes its half-month paid."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from settling import ACCOUNTANT, MANAGER, approved_batch, pay_by_hand, send_batch

from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.figures.models import PeriodTotal
from markets.ledger import queries as ledger
from markets.ledger.models import Entry
from markets.ledger.types import bank, cooperative_payable, till_cash
from markets.payouts import operations as payouts
from markets.payouts import queries
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch, PayoutReport
from markets.payouts.types import PaidFrom
from markets.periods.models import Period, PeriodTransition
from markets.settlement.models import Statement
from markets.settlement.queries import statements_of_cooperative

FIRST = HalfMonth(2026, 11, 1)
Owe = Callable[..., list[Statement]]
Say = Callable[..., Payout]


@pytest.fixture
def handed_out(statements: list[Statement], pay_time: datetime) -> Payout:
    """10.00 MAD that somebody is to pay by hand."""
    send_batch(at=pay_time, statement_ids=(statements[0].id,))
    return Payout.objects.get()


@pytest.fixture
def confirm(pay_time: datetime) -> Say:
    def confirmed(payout: Payout, **given: Any) -> Payout:
        described: dict[str, Any] = {
            "evidence": "chèque 0042117",
            "paid_on": date(2026, 11, 16),
            "paid_from": PaidFrom.BANK,
        }
        return payouts.confirm_by_hand(
            payout_id=payout.id, at=pay_time, actor=ACCOUNTANT, **(described | given)
        )

    return confirmed


@pytest.fixture
def give_back(pay_time: datetime) -> Say:
    def returned(payout: Payout, **given: Any) -> Payout:
        described: dict[str, Any] = {"reason": "sans provision", "returned_on": date(2026, 11, 16)}
        return payouts.return_by_hand(
            payout_id=payout.id, at=pay_time, actor=ACCOUNTANT, **(described | given)
        )

    return returned


def period_state(half_month: HalfMonth = FIRST) -> str:
    return Period.objects.get(id=half_month.key).state


class TestConfirmByHand:
    @pytest.mark.parametrize(
        ("paid_from", "account"), [(PaidFrom.BANK, bank()), (PaidFrom.CASH, till_cash())]
    )
    def test_moves_the_exact_amount_from_where_it_was_paid(
        self, handed_out: Payout, confirm: Say, paid_from: PaidFrom, account: Any
    ) -> None:
        before = ledger.balance_of(account)

        payout = confirm(handed_out, paid_from=paid_from)

        assert (payout.state, payout.paid_on, payout.evidence) == (
            "paid",
            date(2026, 11, 16),
            "chèque 0042117",
        )
        assert ledger.balance_of(cooperative_payable(payout.statement.cooperative_id)) == 0
        assert ledger.balance_of(account) == before - 1_000
        assert PeriodTotal.objects.get().paid_minor == 1_000
        assert Event.objects.get(name="payout.paid").payload["amount_minor"] == 1_000
        assert PayoutBatch.objects.get().state == "done"

    def test_keeps_the_whole_evidence(self, handed_out: Payout, confirm: Say) -> None:
        evidence = "reçu signé par la présidente, " * 60

        assert confirm(handed_out, evidence=evidence).evidence == evidence.strip()
        assert len(PayoutAttempt.objects.get().reference) == 140

    def test_makes_the_half_month_paid_with_the_last_one(
        self, statements: list[Statement], pay_time: datetime
    ) -> None:
        first, second = statements

        pay_by_hand(first, at=pay_time)
        assert period_state() == "sealed"
        pay_by_hand(second, at=pay_time)
        assert period_state() == "paid"

    def test_is_not_part_of_the_next_statement(
        self, statements: list[Statement], pay_time: datetime, owe: Owe
    ) -> None:
        cooperative_id = statements[0].cooperative_id
        pay_by_hand(statements[0], at=pay_time)
        owe(5, half_month=FIRST.next(), to=[cooperative_id])

        assert statements_of_cooperative(cooperative_id)[0].net_minor == 5

    def test_said_again_is_once(self, handed_out: Payout, confirm: Say) -> None:
        assert confirm(handed_out) == confirm(handed_out)
        assert ledger.balance_of(bank()) == -1_000
        assert PayoutReport.objects.count() == 1

    @pytest.mark.parametrize(
        "changed",
        [{"evidence": "chèque 1"}, {"paid_on": date(2026, 11, 15)}, {"paid_from": PaidFrom.CASH}],
    )
    def test_said_otherwise_is_refused(
        self, handed_out: Payout, confirm: Say, changed: dict[str, Any]
    ) -> None:
        confirm(handed_out)

        with pytest.raises(payouts.WrongBatchState):
            confirm(handed_out, **changed)
        assert Payout.objects.get().evidence == "chèque 0042117"
        assert Entry.objects.filter(kind="payout").count() == 1
        assert PayoutReport.objects.count() == 1

    @pytest.mark.parametrize(
        "given",
        [
            {"evidence": "  "},
            {"evidence": "x" * 2_001},
            {"paid_on": date(2026, 11, 17)},
            {"paid_from": PaidFrom.STRIPE},
        ],
    )
    def test_refuses_a_payment_without_evidence_or_still_to_be_made(
        self, handed_out: Payout, confirm: Say, given: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidValue):
            confirm(handed_out, **given)
        assert Payout.objects.get().state == "submitted"

    def test_refuses_what_was_not_handed_out(
        self, statements: list[Statement], confirm: Say, pay_time: datetime
    ) -> None:
        approved_batch(at=pay_time)

        with pytest.raises(payouts.WrongBatchState):
            confirm(Payout.objects.all()[0])
        assert not Entry.objects.filter(kind="payout").exists()
        assert not PayoutReport.objects.exists()

    def test_refuses_what_does_not_exist(self, casablanca: str, confirm: Say) -> None:
        with pytest.raises(NotFound):
            confirm(Payout(id=new_id()))


class TestRejectByHand:
    def reject(self, payout: Payout, at: datetime) -> Payout:
        return payouts.reject_by_hand(
            payout_id=payout.id, reason="bénéficiaire absent", at=at, actor=ACCOUNTANT
        )

    def test_lets_the_next_batch_try_again(
        self, handed_out: Payout, pay_time: datetime, confirm: Say
    ) -> None:
        assert self.reject(handed_out, pay_time).state == "rejected"
        assert self.reject(handed_out, pay_time).state == "rejected"
        assert PayoutBatch.objects.get().state == "done"
        assert PayoutAttempt.objects.get().reason_text == "bénéficiaire absent"

        send_batch(at=pay_time, statement_ids=(handed_out.statement_id,))

        assert confirm(handed_out).state == "paid"
        assert list(handed_out.attempts.order_by("number").values_list("number", "state")) == [
            (1, "rejected"),
            (2, "paid"),
        ]
        assert ledger.balance_of(bank()) == -1_000

    def test_is_too_late_once_it_is_paid(self, handed_out: Payout, confirm: Say, pay_time: datetime) -> None:
        confirm(handed_out)

        with pytest.raises(payouts.WrongBatchState):
            self.reject(handed_out, pay_time)
        assert Payout.objects.get().state == "paid"

    def test_is_no_longer_confirmed_as_paid(
        self, handed_out: Payout, confirm: Say, pay_time: datetime
    ) -> None:
        self.reject(handed_out, pay_time)

        with pytest.raises(payouts.WrongBatchState):
            confirm(handed_out)
        assert Payout.objects.get().state == "rejected"


class TestReturnByHand:
    def test_owes_it_again_and_pays_it_again(
        self, statements: list[Statement], pay_time: datetime, give_back: Say, confirm: Say
    ) -> None:
        first, second = (pay_by_hand(statement, at=pay_time) for statement in statements)

        returned = give_back(first)

        assert (returned.state, returned.paid_on, returned.evidence) == ("returned", None, "")
        assert (period_state(), queries.totals().open_minor) == ("sealed", 1_000)
        assert ledger.balance_of(bank()) == -2_500
        assert PeriodTotal.objects.get().paid_minor == 2_500
        send_batch(at=pay_time)
        confirm(first)
        assert (period_state(), queries.totals().open_minor) == ("paid", 0)
        assert ledger.balance_of(bank()) == -3_500
        steps = PeriodTransition.objects.filter(period_id=FIRST.key).values_list("before", "after")
        assert list(steps)[-3:] == [("sealed", "paid"), ("paid", "sealed"), ("sealed", "paid")]
        assert second.statement_id == statements[1].id

    def test_said_again_is_once(self, handed_out: Payout, confirm: Say, give_back: Say) -> None:
        confirm(handed_out)
        give_back(handed_out)

        assert give_back(handed_out).state == "returned"
        assert Entry.objects.filter(kind="reversal").count() == 1

    def test_is_of_what_was_paid(self, handed_out: Payout, give_back: Say) -> None:
        with pytest.raises(payouts.WrongBatchState):
            give_back(handed_out)
        assert not Entry.objects.filter(kind="payout").exists()

    @pytest.mark.parametrize("given", [{"reason": ""}, {"returned_on": date(2026, 11, 17)}])
    def test_says_why_and_when_it_happened(
        self, handed_out: Payout, confirm: Say, give_back: Say, given: dict[str, Any]
    ) -> None:
        confirm(handed_out)

        with pytest.raises(InvalidValue):
            give_back(handed_out, **given)
        assert Payout.objects.get().state == "paid"


class TestTotals:
    def test_explain_every_centime_at_every_step(
        self, statements: list[Statement], pay_time: datetime, owe: Owe
    ) -> None:
        def totals() -> tuple[int, int, int]:
            found = queries.totals()
            return found.paid_minor, found.open_minor, found.difference_minor

        assert totals() == (0, 3_500, 0)
        send_batch(at=pay_time)
        assert totals() == (0, 3_500, 0)
        payouts.confirm_by_hand(
            payout_id=Payout.objects.get(statement=statements[0]).id,
            evidence="chèque",
            paid_on=date(2026, 11, 16),
            paid_from=PaidFrom.BANK,
            at=pay_time,
            actor=MANAGER,
        )
        assert totals() == (1_000, 2_500, 0)
        owe(50, half_month=FIRST.next())
        assert totals() == (1_000, 2_550, 0)
        assert queries.totals().sales_minor == 3_550
