"""A half-month is reconciled when the bank shows its payments, and nothing is left that nobody explains."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from reconciling import CLERK, FIRST, LATER, OWNER, SIGNER, Desk, Paid, entry, notification

from kernel.errors import InvalidValue, NotFound
from markets.events.models import Event
from markets.ledger.types import market_adjustments
from markets.periods import operations as periods
from markets.periods.models import Period, PeriodTransition
from markets.periods.types import PeriodState
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.models import Explanation, SuspenseItem


@pytest.fixture
def shown(desk: Desk, send: Callable[..., Paid]) -> Paid:
    """A half-month whose only payment the bank shows."""
    paid = send(1_000)
    desk.bring(entry(-1_000, end_to_end_id=paid.attempt.end_to_end_id))
    desk.run()
    return paid


class TestReconciling:
    def test_is_written_down_with_who_may(self, desk: Desk, shown: Paid) -> None:
        period = desk.reconcile()

        assert (period.state, period.reconciled_at) == (PeriodState.RECONCILED, LATER)
        step = PeriodTransition.objects.get(after=PeriodState.RECONCILED)
        assert (step.actor, step.permission, step.note) == (SIGNER, "reconciliation:sign", "")
        assert Event.objects.filter(name="period.reconciled").count() == 1
        assert desk.reconcile() == period
        assert PeriodTransition.objects.filter(after=PeriodState.RECONCILED).count() == 1

    def test_waits_for_the_payment(self, desk: Desk, send: Callable[..., Paid]) -> None:
        send(1_000)

        with pytest.raises(periods.WrongPeriodState):
            desk.reconcile()

    def test_waits_for_the_matching(self, desk: Desk, shown: Paid) -> None:
        desk.bring(entry(5))

        with pytest.raises(reconciliation.LinesNotMatched):
            desk.reconcile()

    def test_waits_for_payments_that_a_statement_should_show(
        self, desk: Desk, send: Callable[..., Paid]
    ) -> None:
        paid = send(1_000)
        paid.confirm()
        desk.bring(entry(-7))
        desk.run()
        reconciliation.clear_suspense(
            item_id=SuspenseItem.objects.get().id, account=market_adjustments(), at=LATER, actor=CLERK
        )

        with pytest.raises(reconciliation.PayoutsNotShown):
            desk.reconcile()

        with pytest.raises(reconciliation.NothingToExplain):
            desk.explain(0, 0)
        assert Period.objects.get(pk=FIRST.key).state == PeriodState.PAID

    def test_does_not_take_a_notification_for_a_statement(
        self, desk: Desk, send: Callable[..., Paid]
    ) -> None:
        paid = send(1_000)
        paid.confirm()
        desk.upload(notification(entry(-7)))
        desk.run()
        reconciliation.clear_suspense(
            item_id=SuspenseItem.objects.get().id, account=market_adjustments(), at=LATER, actor=CLERK
        )

        with pytest.raises(reconciliation.SuspenseOpen) as refusal:
            desk.reconcile()

        assert refusal.value.params == {"count": 1, "suspense_minor": 0, "unshown_minor": -1_000}

    def test_is_taken_back_when_a_payment_comes_back(self, desk: Desk, shown: Paid) -> None:
        desk.reconcile()
        name = shown.attempt.end_to_end_id
        desk.bring(entry(1_000, end_to_end_id=name, on=date(2026, 11, 18), reason="AC04"))

        desk.run()

        period = Period.objects.get(pk=FIRST.key)
        assert (period.state, period.reconciled_at) == (PeriodState.SEALED, None)

    def test_leaves_lines_after_the_pay_day_to_the_next(self, desk: Desk, shown: Paid) -> None:
        pay_on = Period.objects.get(pk=FIRST.key).pay_on
        desk.bring(entry(99, on=pay_on + timedelta(days=1)))
        desk.run()

        assert desk.reconcile().state == PeriodState.RECONCILED


class TestExplaining:
    @pytest.fixture
    def unknown(self, desk: Desk, shown: Paid) -> SuspenseItem:
        """7 centimes that nobody knows."""
        desk.bring(entry(7, text="?"))
        desk.run()
        return SuspenseItem.objects.get()

    def test_lets_a_half_month_pass_with_a_signature(self, desk: Desk, unknown: SuspenseItem) -> None:
        with pytest.raises(reconciliation.SuspenseOpen):
            desk.reconcile()

        signed = desk.explain(7, 1, text="Versement d'un inconnu, réclamé à la banque.")
        period = desk.reconcile()

        assert period.state == PeriodState.RECONCILED
        assert (signed.amount_minor, signed.items, signed.signed_by) == (7, 1, SIGNER)
        note = PeriodTransition.objects.get(after=PeriodState.RECONCILED).note
        assert note == f"explained by {SIGNER}: {bytes(signed.digest).hex()}"

    def test_is_for_exactly_what_the_signer_saw(self, desk: Desk, unknown: SuspenseItem) -> None:
        with pytest.raises(reconciliation.ExplanationOutdated):
            desk.explain(8, 1)
        with pytest.raises(reconciliation.ExplanationOutdated):
            desk.explain(7, 2)
        assert not Explanation.objects.exists()

    def test_no_longer_holds_when_more_is_left(self, desk: Desk, unknown: SuspenseItem) -> None:
        desk.explain(7, 1)
        desk.bring(entry(3), entry(-3))
        desk.run()

        with pytest.raises(reconciliation.SuspenseOpen):
            desk.reconcile()

    def test_is_signed_by_another_person_than_the_owner(self, desk: Desk, unknown: SuspenseItem) -> None:
        with pytest.raises(reconciliation.OwnerSigns):
            desk.explain(7, 1, actor=OWNER)

        desk.explain(7, 1)
        reconciliation.assign_suspense(item_id=unknown.id, owner=SIGNER, at=LATER, actor=CLERK)
        with pytest.raises(reconciliation.SuspenseOpen):
            desk.reconcile()

    def test_covers_payments_that_no_statement_does(self, desk: Desk, send: Callable[..., Paid]) -> None:
        send(1_000).confirm()

        signed = desk.explain(0, 1, text="Chèque encaissé, relevé attendu.")

        assert signed.unshown_minor == -1_000
        assert desk.reconcile().state == PeriodState.RECONCILED

    @pytest.mark.parametrize("given", [{"text": " "}, {"text": "x" * 4_001}])
    def test_has_words(self, desk: Desk, unknown: SuspenseItem, given: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            desk.explain(7, 1, **given)
        with pytest.raises(NotFound):
            reconciliation.explain_suspense(
                period_id=1, amount_minor=0, items=0, text="Vu.", at=LATER, actor=SIGNER
            )
