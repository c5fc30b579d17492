"""Four eyes: who prepared does not approve, all sign the same content, and large sums ask headquarters."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from settling import ACCOUNTANT, MANAGER

from kernel.errors import InvalidValue
from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.events.models import Event
from markets.payouts import hearing, queries
from markets.payouts import operations as payouts
from markets.payouts.models import BatchApproval, CoApprovalRule, Payout, PayoutAttempt, PayoutBatch
from markets.payouts.types import Rail, Report, ReportOutcome
from markets.settlement.models import Statement
from markets.settlement.operations import SamePerson

Approve = Callable[..., PayoutBatch]
OMAR = "hq:omar"


def prepared(at: datetime, rail: Rail = Rail.MANUAL) -> PayoutBatch:
    return payouts.prepare_batch(
        batch_id=new_id(),
        rail=rail,
        execution_on=business_date(at) + timedelta(days=1),
        at=at,
        actor=ACCOUNTANT,
    )


def hear_paid(attempt: PayoutAttempt, at: datetime) -> None:
    """The rail says that it paid an attempt, whatever became of it here."""
    said = Report(
        end_to_end_id=attempt.end_to_end_id,
        outcome=ReportOutcome.PAID,
        source="file 1, line 1",
        happened_on=date(2026, 11, 16),
    )
    hearing.ingest(reports=[said], at=at, actor="worker")


@pytest.fixture
def batch(statements: list[Statement], pay_time: datetime) -> PayoutBatch:
    """35 MAD that wait for approval."""
    return prepared(pay_time)


@pytest.fixture
def approve(pay_time: datetime) -> Approve:
    def approved(batch: PayoutBatch, actor: str = MANAGER, **given: Any) -> PayoutBatch:
        described: dict[str, Any] = {"digest": bytes(batch.digest), "network": actor == OMAR}
        return payouts.approve_batch(batch_id=batch.id, at=pay_time, actor=actor, **(described | given))

    return approved


class TestApproveBatch:
    def test_takes_one_other_person(self, batch: PayoutBatch, approve: Approve) -> None:
        assert approve(batch).state == "approved"
        assert {one.state for one in PayoutAttempt.objects.all()} == {"approved"}
        assert {payout.state for payout in Payout.objects.all()} == {"approved"}
        assert Event.objects.get(name="payout_batch.approved").subject_id == str(batch.id)

    def test_is_not_for_who_prepared_it(self, batch: PayoutBatch, approve: Approve) -> None:
        with pytest.raises(SamePerson):
            approve(batch, ACCOUNTANT)
        assert not BatchApproval.objects.exists()

    def test_signs_what_was_read(self, batch: PayoutBatch, approve: Approve) -> None:
        with pytest.raises(payouts.BatchChanged):
            approve(batch, digest=bytes(32))
        assert PayoutBatch.objects.get().state == "draft"

    def test_finds_rows_that_were_bent_after_they_were_prepared(
        self, batch: PayoutBatch, approve: Approve, bend: Callable[[str], None]
    ) -> None:
        bend("UPDATE payouts_payoutattempt SET amount_minor = 999 WHERE amount_minor = 1000")

        with pytest.raises(payouts.BatchChanged):
            approve(batch)

    def test_by_the_same_person_twice_is_once(self, batch: PayoutBatch, approve: Approve) -> None:
        approve(batch)

        assert approve(batch).state == "approved"
        assert BatchApproval.objects.count() == 1
        assert Event.objects.filter(name="payout_batch.approved").count() == 1

    def test_comes_too_late_once_it_is_approved(self, batch: PayoutBatch, approve: Approve) -> None:
        approve(batch)

        with pytest.raises(payouts.WrongBatchState):
            approve(batch, OMAR)


class TestOutdated:
    def test_accounts_are_not_approved(
        self,
        statements: list[Statement],
        addresses: dict[UUID, str],
        approve: Approve,
        pay_time: datetime,
    ) -> None:
        for statement in statements:
            addresses[statement.cooperative_id] = f"acct_{statement.number}"
        batch = prepared(pay_time, Rail.STRIPE)
        addresses[statements[0].cooperative_id] = "acct_other"

        with pytest.raises(payouts.BatchChanged):
            approve(batch)
        del addresses[statements[0].cooperative_id]
        with pytest.raises(payouts.BatchChanged):
            approve(batch)
        addresses[statements[0].cooperative_id] = f"acct_{statements[0].number}"
        assert approve(batch).state == "approved"

    def test_attempts_that_were_paid_after_all_are_not_paid_again(
        self, batch: PayoutBatch, approve: Approve, pay_time: datetime
    ) -> None:
        first = PayoutAttempt.objects.all()[0]
        payouts.cancel_batch(batch_id=batch.id, at=pay_time, actor=MANAGER)
        again = prepared(pay_time)
        hear_paid(first, pay_time)

        with pytest.raises(payouts.BatchChanged):
            approve(again)
        assert {one.state for one in again.attempts.all()} == {"draft"}

    def test_attempts_that_were_paid_after_all_are_not_sent_again_either(
        self, batch: PayoutBatch, approve: Approve, pay_time: datetime
    ) -> None:
        first = PayoutAttempt.objects.all()[0]
        payouts.cancel_batch(batch_id=batch.id, at=pay_time, actor=MANAGER)
        again = approve(prepared(pay_time))
        hear_paid(first, pay_time)

        with pytest.raises(payouts.BatchChanged):
            payouts.submit_batch(batch_id=again.id, at=pay_time, actor="worker")
        assert {one.state for one in again.attempts.all()} == {"approved"}

        payouts.cancel_batch(batch_id=again.id, at=pay_time, actor=MANAGER)
        assert first.payout_id in Payout.objects.filter(state="held").values_list("pk", flat=True)


class TestCoApproval:
    @pytest.fixture
    def large(self, statements: list[Statement], pay_time: datetime) -> PayoutBatch:
        """A batch of exactly the amount from which headquarters approves too."""
        payouts.set_co_approval(
            effective_from=business_date(pay_time),
            amount_minor=3_500,
            set_at=pay_time - timedelta(days=1),
            actor=OMAR,
        )
        return prepared(pay_time)

    def test_takes_two_of_whom_one_is_of_headquarters(self, large: PayoutBatch, approve: Approve) -> None:
        assert approve(large).state == "draft"
        assert approve(large, "person:youssef").state == "draft"
        assert approve(large, OMAR).state == "approved"

    def test_is_not_given_by_headquarters_alone(self, large: PayoutBatch, approve: Approve) -> None:
        assert approve(large, OMAR).state == "draft"
        assert approve(large, OMAR).state == "draft"
        assert approve(large).state == "approved"

    def test_is_not_given_twice_by_one_person_with_two_hats(
        self, large: PayoutBatch, approve: Approve
    ) -> None:
        approve(large, MANAGER, network=False)
        assert approve(large, MANAGER, network=True).state == "draft"

    def test_is_asked_for_by_the_rule_of_the_day_of_preparation(
        self, batch: PayoutBatch, approve: Approve, pay_time: datetime
    ) -> None:
        payouts.set_co_approval(
            effective_from=business_date(pay_time) + timedelta(days=1),
            amount_minor=0,
            set_at=pay_time,
            actor=OMAR,
        )
        assert approve(batch).state == "approved"


class TestSetCoApproval:
    DAY = date(2026, 12, 1)

    def set(self, at: datetime, **given: Any) -> CoApprovalRule:
        described: dict[str, Any] = {"effective_from": self.DAY, "amount_minor": 5_000}
        return payouts.set_co_approval(**(described | given), set_at=at, actor=OMAR)

    def test_holds_from_its_day_on(self, casablanca: str, pay_time: datetime) -> None:
        self.set(pay_time)
        assert self.set(pay_time).amount_minor == 5_000

        assert queries.co_approval_from(date(2026, 11, 30)) is None
        assert queries.co_approval_from(self.DAY) == 5_000

    @pytest.mark.parametrize(
        "given",
        [{"amount_minor": -1}, {"amount_minor": 2**63}, {"effective_from": date(2026, 11, 16)}],
    )
    def test_refuses_today_and_impossible_amounts(
        self, casablanca: str, pay_time: datetime, given: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidValue):
            self.set(pay_time, **given)
        assert not CoApprovalRule.objects.exists()

    def test_is_one_for_a_day(self, casablanca: str, pay_time: datetime) -> None:
        self.set(pay_time)

        with pytest.raises(InvalidValue):
            self.set(pay_time, amount_minor=6_000)
