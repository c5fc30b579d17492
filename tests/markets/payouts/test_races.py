"""Many people and workers at one payment, each a thread with its own login, on committed data: it is made
once.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from paying_by_bank import say_bank
from settling import ACCOUNTANT, MANAGER, approved_batch, send_batch

from kernel.errors import DomainError
from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.events.models import Event
from markets.ledger import queries as ledger
from markets.ledger.types import bank
from markets.payouts import operations as payouts
from markets.payouts.bank.models import BankFile
from markets.payouts.models import BatchApproval, Payout, PayoutAttempt, PayoutBatch
from markets.payouts.rails.base import CannotRecall
from markets.payouts.types import LIVE_STATES, PaidFrom, Rail, Report, ReportOutcome
from markets.periods.models import Period
from tenants.database.session import as_market, close_connections

ROUNDS = 6


def handed_out_by_hand(batch: PayoutBatch) -> int:
    """How often the payments of a batch were let go: each time with an instant of its own."""
    return batch.attempts.values("submitted_at").distinct().count()


def files_made(batch: PayoutBatch) -> int:
    """How many files a bank would get of a batch."""
    return BankFile.objects.filter(batch=batch).count()


HANDED_OVER: dict[Rail, Callable[[PayoutBatch], int]] = {
    Rail.MANUAL: handed_out_by_hand,
    Rail.BANK_FILE: files_made,
}
"""By rail, how often it got a batch."""


def at_once(market: str, *jobs: Callable[[], Any]) -> list[Any]:
    """What each job answers or is refused with, all begun together, each on a connection of its own."""
    together = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            with as_market(market):
                together.wait(30)
                return job()
        except DomainError as refusal:
            return refusal
        finally:
            close_connections()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(run, job) for job in jobs]]


def preparing(
    at: datetime, statement_ids: Sequence[UUID] = (), batch_id: UUID | None = None
) -> Callable[[], PayoutBatch]:
    return lambda: payouts.prepare_batch(
        batch_id=batch_id or new_id(),
        rail=Rail.MANUAL,
        execution_on=business_date(at),
        statement_ids=statement_ids,
        at=at,
        actor=ACCOUNTANT,
    )


def most_live_attempts_of_a_payout() -> int:
    live = PayoutAttempt.objects.filter(state__in=LIVE_STATES).values_list("payout_id", flat=True)
    return max(Counter(live).values(), default=0)


class TestPreparers:
    def test_of_everything_make_one_batch(
        self, live_market: str, live_owed: list[UUID], pay_time: datetime
    ) -> None:
        for _ in range(ROUNDS):
            answers = at_once(live_market, *[preparing(pay_time)] * 4)

            [batch] = [answer for answer in answers if isinstance(answer, PayoutBatch)]
            assert [type(one) for one in answers if one is not batch] == [payouts.NothingToPay] * 3
            with as_market(live_market):
                assert most_live_attempts_of_a_payout() == 1
                payouts.cancel_batch(batch_id=batch.id, at=pay_time, actor=MANAGER)

    def test_whose_choices_overlap_share_no_statement(
        self, live_market: str, live_owed: list[UUID], pay_time: datetime
    ) -> None:
        first, second, third, fourth = live_owed
        choices = [[first, second], [second, third], [third, fourth], [fourth, first]]
        for _ in range(ROUNDS):
            answers = at_once(live_market, *(preparing(pay_time, choice) for choice in choices))

            batches = [answer for answer in answers if isinstance(answer, PayoutBatch)]
            assert all(isinstance(one, PayoutBatch | payouts.NothingToPay) for one in answers)
            assert sum(batch.payments for batch in batches) == 4
            with as_market(live_market):
                assert most_live_attempts_of_a_payout() == 1
                for batch in batches:
                    payouts.cancel_batch(batch_id=batch.id, at=pay_time, actor=MANAGER)

    def test_of_one_request_get_one_answer(
        self, live_market: str, live_owed: list[UUID], pay_time: datetime
    ) -> None:
        batch_id = new_id()

        answers = at_once(live_market, *[preparing(pay_time, batch_id=batch_id)] * 8)

        assert [answer.id for answer in answers] == [batch_id] * 8
        with as_market(live_market):
            assert PayoutAttempt.objects.count() == 4

    def test_and_who_holds_do_not_both_get_the_payment(
        self, live_market: str, live_owed: list[UUID], pay_time: datetime
    ) -> None:
        def hold() -> Payout:
            return payouts.hold_payout(
                statement_id=live_owed[0], because="saisie", at=pay_time, actor=MANAGER
            )

        for _ in range(ROUNDS):
            batch, held = at_once(live_market, preparing(pay_time), hold)

            assert isinstance(batch, PayoutBatch)
            with as_market(live_market):
                payout = Payout.objects.get(statement_id=live_owed[0])
                if isinstance(held, Payout):
                    assert (batch.payments, payout.state) == (3, "held")
                    payouts.release_payout(payout_id=payout.id, at=pay_time, actor=MANAGER)
                else:
                    assert isinstance(held, payouts.PayoutUnderWay)
                    assert (batch.payments, payout.state) == (4, "draft")
                payouts.cancel_batch(batch_id=batch.id, at=pay_time, actor=MANAGER)


class TestApproversAndWorkers:
    @pytest.mark.parametrize("rail", HANDED_OVER)
    def test_hand_a_batch_over_once(
        self, live_market: str, live_owed: list[UUID], pay_time: datetime, rail: Rail
    ) -> None:
        with as_market(live_market):
            say_bank(at=pay_time)
            batch = payouts.prepare_batch(
                batch_id=new_id(),
                rail=rail,
                execution_on=business_date(pay_time) + timedelta(days=1),
                at=pay_time,
                actor=ACCOUNTANT,
            )

        def approve(actor: str) -> Callable[[], PayoutBatch]:
            return lambda: payouts.approve_batch(
                batch_id=batch.id, digest=bytes(batch.digest), network=False, at=pay_time, actor=actor
            )

        def work(number: int) -> PayoutBatch:
            at = pay_time + timedelta(seconds=number)
            while True:
                try:
                    return payouts.submit_batch(batch_id=batch.id, at=at, actor=f"worker {number}")
                except payouts.WrongBatchState as refusal:
                    assert refusal.params["state"] == "draft"

        answers = at_once(
            live_market,
            approve(MANAGER),
            approve("person:youssef"),
            lambda: work(1),
            lambda: work(2),
            lambda: work(3),
        )

        assert sum(isinstance(answer, payouts.WrongBatchState) for answer in answers[:2]) <= 1
        with as_market(live_market):
            assert {one.state for one in answers[2:]} == {"submitted"}
            assert HANDED_OVER[rail](PayoutBatch.objects.get()) == 1
            assert {one.state for one in PayoutAttempt.objects.all()} == {"submitted"}
            assert 1 <= BatchApproval.objects.count() <= 2
            for name in ("payout_batch.approved", "payout_batch.submitted"):
                assert Event.objects.filter(name=name).count() == 1

    def test_either_send_a_batch_or_give_it_up(
        self, live_market: str, live_owed: list[UUID], pay_time: datetime
    ) -> None:
        for _ in range(ROUNDS):
            with as_market(live_market):
                batch_id = approved_batch(at=pay_time).id

            sent, cancelled = at_once(
                live_market,
                lambda: payouts.submit_batch(batch_id=batch_id, at=pay_time, actor="worker"),  # noqa: B023
                lambda: payouts.cancel_batch(batch_id=batch_id, at=pay_time, actor=MANAGER),  # noqa: B023
            )

            with as_market(live_market):
                states = {one.state for one in PayoutBatch.objects.get(pk=batch_id).attempts.all()}
                if isinstance(cancelled, PayoutBatch):
                    assert isinstance(sent, payouts.WrongBatchState)
                    assert states == {"cancelled"}
                    continue
                assert isinstance(cancelled, CannotRecall)
                assert (sent.state, states) == ("submitted", {"submitted"})
                for payout in Payout.objects.all():
                    payouts.reject_by_hand(payout_id=payout.id, reason="essai", at=pay_time, actor=ACCOUNTANT)


class TestConfirmations:
    @pytest.fixture
    def payout_id(self, live_market: str, live_owed: list[UUID], pay_time: datetime) -> UUID:
        with as_market(live_market):
            send_batch(at=pay_time)
            return Payout.objects.get(statement_id=live_owed[0]).id

    def confirming(self, payout_id: UUID, at: datetime, evidence: str) -> Callable[[], Payout]:
        return lambda: payouts.confirm_by_hand(
            payout_id=payout_id,
            evidence=evidence,
            paid_on=date(2026, 11, 16),
            paid_from=PaidFrom.BANK,
            at=at,
            actor=ACCOUNTANT,
        )

    def test_of_one_payment_by_eight_are_one(
        self, live_market: str, payout_id: UUID, pay_time: datetime
    ) -> None:
        answers = at_once(live_market, *[self.confirming(payout_id, pay_time, "chèque 7")] * 8)

        assert [answer.id for answer in answers] == [payout_id] * 8
        with as_market(live_market):
            assert ledger.balance_of(bank()) == -1_000

    def test_that_differ_let_one_of_eight_be_heard(
        self, live_market: str, payout_id: UUID, pay_time: datetime
    ) -> None:
        answers = at_once(
            live_market, *(self.confirming(payout_id, pay_time, f"chèque {number}") for number in range(8))
        )

        [heard] = [answer for answer in answers if isinstance(answer, Payout)]
        assert sum(isinstance(answer, payouts.WrongBatchState) for answer in answers) == 7
        with as_market(live_market):
            assert ledger.balance_of(bank()) == -1_000
            assert Payout.objects.get(pk=payout_id).evidence == heard.evidence


class TestAnswers:
    def test_to_one_batch_at_once_end_it_and_its_half_month(
        self, live_market: str, live_owed: list[UUID], pay_time: datetime
    ) -> None:
        """Each answers another payment, so that each could take the batch for unfinished business of the
        others.
        """

        def answering(attempt: PayoutAttempt, outcome: ReportOutcome, number: int) -> Callable[[], object]:
            report = Report(
                end_to_end_id=attempt.end_to_end_id,
                outcome=outcome,
                source=f"{outcome} {number}",
                happened_on=date(2026, 11, 16),
            )
            return lambda: payouts.ingest(reports=[report], at=pay_time, actor="worker")

        with as_market(live_market):
            batch_id = send_batch(at=pay_time).id
            attempts = list(PayoutAttempt.objects.all())
        for number in range(ROUNDS):
            at_once(live_market, *(answering(one, ReportOutcome.PAID, number) for one in attempts))
            with as_market(live_market):
                assert PayoutBatch.objects.get(pk=batch_id).state == "done"
                assert Period.objects.get(sealed_at__isnull=False).state == "paid"
            at_once(live_market, *(answering(one, ReportOutcome.RETURNED, number) for one in attempts))
            with as_market(live_market):
                assert Period.objects.get(sealed_at__isnull=False).state == "sealed"
                assert ledger.balance_of(bank()) == 0
                batch_id = send_batch(at=pay_time).id
                attempts = list(PayoutBatch.objects.get(pk=batch_id).attempts.all())
