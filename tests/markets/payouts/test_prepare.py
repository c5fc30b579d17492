"""What waits to be paid is gathered once: by one request, in one batch, to where it goes now."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from settling import ACCOUNTANT, MANAGER, approved_batch, pay_by_hand, send_batch

from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.payouts import operations as payouts
from markets.payouts import queries
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch
from markets.payouts.rails.base import CannotRecall, RailNotAvailable
from markets.payouts.types import Rail
from markets.settlement.models import Statement

Owe = Callable[..., list[Statement]]
Prepare = Callable[..., PayoutBatch]
DAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)


@pytest.fixture
def prepare(pay_time: datetime) -> Prepare:
    def prepared(*wanted: Statement, **given: Any) -> PayoutBatch:
        described: dict[str, Any] = {
            "batch_id": new_id(),
            "rail": Rail.MANUAL,
            "execution_on": DAY,
            "statement_ids": [statement.id for statement in wanted],
            "at": pay_time,
            "actor": ACCOUNTANT,
        }
        return payouts.prepare_batch(**(described | given))

    return prepared


class TestPrepareBatch:
    def test_gathers_all_that_waits(self, statements: list[Statement], prepare: Prepare) -> None:
        batch = prepare()

        assert (batch.state, batch.payments, batch.total_minor) == ("draft", 2, 3_500)
        assert [payout.state for payout in Payout.objects.all()] == ["draft", "draft"]
        attempts = batch.attempts.order_by("amount_minor")
        assert [(one.number, one.amount_minor, one.state) for one in attempts] == [
            (1, 1_000, "draft"),
            (1, 2_500, "draft"),
        ]
        assert Event.objects.get(name="payout_batch.prepared").payload["total_minor"] == 3_500

    def test_takes_only_what_is_named(self, statements: list[Statement], prepare: Prepare, owe: Owe) -> None:
        later = owe(70, half_month=HalfMonth(2026, 11, 2))[0]

        assert prepare(statements[1]).total_minor == 2_500
        assert prepare(period_id=later.period_id, execution_on=date(2026, 12, 1)).total_minor == 70
        assert prepare().total_minor == 1_000

    def test_answers_the_same_request_with_the_same_batch(
        self, statements: list[Statement], prepare: Prepare
    ) -> None:
        first, second = statements
        batch_id = new_id()
        batch = prepare(first, second, batch_id=batch_id)

        assert prepare(second, first, batch_id=batch_id) == batch
        assert PayoutAttempt.objects.count() == 2

    @pytest.mark.parametrize(
        "changed",
        [{"execution_on": date(2026, 11, 18)}, {"period_id": 2026111}, {"statement_ids": []}],
    )
    def test_refuses_other_content_under_the_same_id(
        self, statements: list[Statement], prepare: Prepare, changed: dict[str, Any]
    ) -> None:
        batch_id = new_id()
        prepare(statements[0], batch_id=batch_id)

        with pytest.raises(payouts.BatchIdReused):
            prepare(statements[0], batch_id=batch_id, **changed)
        assert PayoutBatch.objects.get().total_minor == 1_000

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"execution_on": date(2026, 11, 15)}, InvalidValue),
            ({"rail": Rail.BEFORE_JOINING}, InvalidValue),
            ({"period_id": 2031011}, NotFound),
            ({"statement_ids": [UUID(int=1)]}, NotFound),
        ],
    )
    def test_refused_changes_nothing(
        self, statements: list[Statement], prepare: Prepare, given: dict[str, Any], error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            prepare(**given)
        assert not PayoutBatch.objects.exists() and not Payout.objects.exists()

    def test_finds_nothing_where_nothing_waits(
        self, statements: list[Statement], prepare: Prepare, pay_time: datetime
    ) -> None:
        prepare(statements[0])
        pay_by_hand(statements[1], at=pay_time)

        with pytest.raises(payouts.NothingToPay):
            prepare()
        with pytest.raises(payouts.NothingToPay):
            prepare(statements[0])
        assert PayoutAttempt.objects.count() == 2

    def test_pays_no_history(
        self, casablanca: str, prepare: Prepare, owe_history: Callable[[int], Statement]
    ) -> None:
        paid_then = owe_history(1_000)

        with pytest.raises(payouts.NothingToPay):
            prepare(paid_then)
        with pytest.raises(NotFound):
            payouts.hold_payout(statement_id=paid_then.id, because="doute", at=NOW, actor=MANAGER)
        assert Payout.objects.get().rail == "before_joining"


class TestUnreachable:
    """A rail that needs an address holds back those of whom it knows none."""

    def test_are_held_with_the_reason_while_others_are_paid(
        self, statements: list[Statement], prepare: Prepare, addresses: dict[UUID, str]
    ) -> None:
        near, far = statements
        addresses[near.cooperative_id] = "acct_near"

        batch = prepare(rail=Rail.STRIPE)

        assert [one.destination for one in batch.attempts.all()] == ["acct_near"]
        held = Payout.objects.get(statement=far)
        assert (held.state, held.held_because) == ("held", "no_address")
        assert Event.objects.get(name="payout.held").payload["because"] == "no_address"

    def test_all_of_them_make_no_batch(
        self, statements: list[Statement], prepare: Prepare, addresses: dict[UUID, str]
    ) -> None:
        with pytest.raises(payouts.NothingToPay) as refusal:
            prepare(rail=Rail.STRIPE)
        assert refusal.value.params["held"] == 2
        assert not Payout.objects.exists()

    def test_are_paid_by_another_rail_once_released(
        self, statements: list[Statement], prepare: Prepare, addresses: dict[UUID, str], pay_time: datetime
    ) -> None:
        near, far = statements
        addresses[near.cooperative_id] = "acct_near"
        prepare(rail=Rail.STRIPE)
        held = Payout.objects.get(statement=far)

        with pytest.raises(payouts.NothingToPay):
            prepare(far)
        released = payouts.release_payout(payout_id=held.id, at=pay_time, actor=MANAGER)

        assert (released.state, released.held_because) == ("draft", "")
        assert prepare(far).total_minor == far.payable_minor
        assert Payout.objects.get(statement=far).rail == "manual"


class TestCancelBatch:
    def cancel(self, batch: PayoutBatch, at: datetime) -> PayoutBatch:
        return payouts.cancel_batch(batch_id=batch.id, at=at, actor=MANAGER)

    def test_lets_another_batch_pay(
        self, statements: list[Statement], prepare: Prepare, pay_time: datetime
    ) -> None:
        batch = prepare()

        assert self.cancel(batch, pay_time).state == "cancelled"
        assert self.cancel(batch, pay_time).state == "cancelled"
        assert Event.objects.get(name="payout_batch.cancelled").payload["by"] == MANAGER
        again = prepare()
        assert again.total_minor == 3_500
        assert {one.number for one in again.attempts.all()} == {2}

    def test_takes_back_an_approval(self, statements: list[Statement], pay_time: datetime) -> None:
        batch = self.cancel(approved_batch(at=pay_time), pay_time)

        with pytest.raises(payouts.WrongBatchState):
            payouts.submit_batch(batch_id=batch.id, at=pay_time, actor="worker")
        with pytest.raises(payouts.WrongBatchState):
            payouts.approve_batch(
                batch_id=batch.id, digest=bytes(batch.digest), network=True, at=pay_time, actor="hq:omar"
            )
        assert {one.state for one in PayoutAttempt.objects.all()} == {"cancelled"}
        assert {payout.state for payout in Payout.objects.all()} == {"draft"}

    def test_does_not_call_back_what_its_rail_has(
        self, statements: list[Statement], pay_time: datetime
    ) -> None:
        batch = send_batch(at=pay_time)

        with pytest.raises(CannotRecall):
            self.cancel(batch, pay_time)
        assert {one.state for one in PayoutAttempt.objects.all()} == {"submitted"}

    def test_does_not_undo_what_was_paid(self, statements: list[Statement], pay_time: datetime) -> None:
        pay_by_hand(statements[0], at=pay_time)

        with pytest.raises(payouts.WrongBatchState):
            self.cancel(PayoutBatch.objects.get(), pay_time)

    def test_is_of_a_batch_that_exists(self, casablanca: str, pay_time: datetime) -> None:
        with pytest.raises(NotFound):
            payouts.cancel_batch(batch_id=new_id(), at=pay_time, actor=MANAGER)


class TestHoldPayout:
    def hold(self, statement: Statement, at: datetime, because: str = "saisie du tribunal") -> Payout:
        return payouts.hold_payout(statement_id=statement.id, because=because, at=at, actor=MANAGER)

    def test_keeps_a_payment_from_every_batch_until_it_is_released(
        self, statements: list[Statement], prepare: Prepare, pay_time: datetime
    ) -> None:
        first, second = statements
        payout = self.hold(first, pay_time)

        assert self.hold(first, pay_time) == payout
        assert [one.id for one in queries.ready()] == [second.id]
        assert prepare().total_minor == 2_500
        for _ in range(2):
            payouts.release_payout(payout_id=payout.id, at=pay_time, actor=MANAGER)
        assert prepare().total_minor == 1_000
        assert Event.objects.filter(name="payout.held").count() == 1
        assert Event.objects.get(name="payout.released").payload["by"] == MANAGER

    def test_holds_what_was_rejected_before(
        self, statements: list[Statement], prepare: Prepare, pay_time: datetime
    ) -> None:
        send_batch(at=pay_time, statement_ids=(statements[0].id,))
        payout = Payout.objects.get()
        payouts.reject_by_hand(payout_id=payout.id, reason="chèque perdu", at=pay_time, actor=ACCOUNTANT)

        assert self.hold(statements[0], pay_time).state == "held"
        with pytest.raises(payouts.NothingToPay):
            prepare(statements[0])

    def test_is_still_owed(self, statements: list[Statement], pay_time: datetime) -> None:
        self.hold(statements[0], pay_time)

        totals = queries.totals()
        assert (totals.open_minor, totals.paid_minor, totals.difference_minor) == (3_500, 0, 0)

    def test_is_too_late_in_a_batch(
        self, statements: list[Statement], prepare: Prepare, pay_time: datetime
    ) -> None:
        prepare(statements[0])

        with pytest.raises(payouts.PayoutUnderWay):
            self.hold(statements[0], pay_time)

    def test_is_of_something_that_is_owed_and_says_why(
        self, statements: list[Statement], pay_time: datetime
    ) -> None:
        pay_by_hand(statements[0], at=pay_time)

        with pytest.raises(NotFound):
            self.hold(statements[0], pay_time)
        with pytest.raises(InvalidValue):
            self.hold(statements[1], pay_time, because="  ")
        with pytest.raises(NotFound):
            payouts.release_payout(payout_id=new_id(), at=pay_time, actor=MANAGER)


def test_a_rail_that_is_not_there_says_so() -> None:
    refusal = RailNotAvailable(rail="stripe", reason="no key")
    assert "stripe" in refusal.message("en") and "no key" in refusal.message("fr")


def test_a_refusal_of_a_rail_speaks_one_language() -> None:
    refusal = RailNotAvailable(rail="stripe", reason={"ar": "بلا مفتاح", "fr": "sans clé", "en": "no key"})
    assert [refusal.message(language).split(": ")[-1] for language in ("ar", "en")] == ["بلا مفتاح", "no key"]
    assert refusal.message("fr").endswith("sans clé") and refusal.params["reason"] == "no key"
