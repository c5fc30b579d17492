"""The Stripe rail from the batch to the bank, and everything that may be refused, lost or sent back."""

from datetime import timedelta
from typing import Any

import pytest
from paying_by_stripe import RATE, Paying, agree_on_rate, require_books_equal, require_paid_once
from settling import ACCOUNTANT, MANAGER, approved_batch

from kernel.errors import InvalidValue
from kernel.ids import new_id
from markets.ledger import queries as books
from markets.ledger.types import stripe_clearing
from markets.payouts import operations as payouts
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch, PayoutReport
from markets.payouts.rails.base import CannotRecall, RailNotAvailable
from markets.payouts.types import Rail
from markets.stripe_account import operations as stripe_account
from markets.stripe_account import queries
from markets.stripe_account.models import ConnectedAccount
from markets.stripe_account.types import Trial
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_queries
from tenants.database.session import as_hq


def prepare(paying: Paying) -> PayoutBatch:
    return payouts.prepare_batch(
        batch_id=new_id(),
        rail=Rail.STRIPE,
        execution_on=paying.at.date(),
        at=paying.at,
        actor=ACCOUNTANT,
    )


class TestPrepare:
    def test_sends_each_to_its_connected_account(self, paying: Paying) -> None:
        attempts = list(prepare(paying).attempts.order_by("payout__statement__number"))
        assert {one.destination for one in attempts} == set(paying.account_ids)
        assert all(one.account_id and one.holder and not one.rib for one in attempts)

    def test_says_plainly_that_stripe_is_not_configured(self, casablanca: str, stripe: Any) -> None:
        with pytest.raises(RailNotAvailable, match="No Stripe account is configured"):
            payouts.prepare_batch(
                batch_id=new_id(),
                rail=Rail.STRIPE,
                execution_on=stripe.now.date(),
                at=stripe.now,
                actor=ACCOUNTANT,
            )

    def test_says_plainly_that_stripe_is_not_enabled(self, paying: Paying) -> None:
        paying.stripe.configure(enabled=False)
        with pytest.raises(RailNotAvailable, match="CNDP"):
            prepare(paying)
        assert not PayoutBatch.objects.exists()

    def test_says_plainly_that_nobody_said_the_rate(self, paying: Paying) -> None:
        paying.stripe.configure(settlement_currency="eur")
        with pytest.raises(RailNotAvailable, match="what eur is worth"):
            prepare(paying)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"stripe_id": None}, "no_connected_account"),
            ({"payouts_enabled": False}, "payouts_disabled"),
            ({"payout_interval": "daily"}, "payouts_disabled"),
            ({"capabilities": {"transfers": "inactive"}}, "payouts_disabled"),
            ({"requirements": {"currently_due": ["company.name"]}}, "requirements_due"),
            ({"disabled_reason": "requirements.past_due"}, "requirements_due"),
            ({"bank_last4": "0000"}, "bank_account_differs"),
        ],
    )
    def test_holds_whom_stripe_does_not_pay(self, paying: Paying, changes: Any, code: str) -> None:
        ConnectedAccount.objects.filter(stripe_id=paying.account_ids[0]).update(**changes)
        batch = prepare(paying)
        assert batch.payments == 1
        held = Payout.objects.get(statement=paying.statements[0])
        assert (held.state, held.held_because) == ("held", code)

    def test_holds_whose_account_in_the_registry_is_not_usable(self, paying: Paying) -> None:
        with as_hq():
            latest = registry_queries.payee_account(paying.statements[0].cooperative_id)
            assert latest is not None
            registry.reject_payee_account(
                account_id=latest.id, reason="Not the cooperative's own", at=paying.at, actor=MANAGER
            )
        assert prepare(paying).payments == 1
        held = Payout.objects.get(statement=paying.statements[0])
        assert held.held_because == "no_verified_account"


class TestRate:
    def test_counts_once_two_people_say_the_same(self, paying: Paying) -> None:
        day = paying.at.date() + timedelta(days=1)
        word: dict[str, Any] = {"effective_from": day, "said_at": paying.at}

        def say(rate: int, actor: str) -> int | None:
            stripe_account.set_stripe_rate(rate_id=new_id(), centimes_per_million=rate, actor=actor, **word)
            return queries.rate_on("usd", day)

        assert say(9_700_000, ACCOUNTANT) == RATE
        assert say(9_700_000, ACCOUNTANT) == RATE, "twice the same person is one"
        assert say(9_700_001, MANAGER) == RATE
        assert say(9_700_000, MANAGER) == 9_700_000
        assert queries.rate_on("usd", paying.at.date()) == RATE
        assert queries.rate_on("eur", day) is None

    def test_is_said_once_by_its_id_and_never_for_the_past(self, paying: Paying) -> None:
        word: dict[str, Any] = {
            "rate_id": new_id(),
            "effective_from": paying.at.date(),
            "said_at": paying.at,
            "actor": MANAGER,
        }
        first = stripe_account.set_stripe_rate(centimes_per_million=9, **word)
        assert stripe_account.set_stripe_rate(centimes_per_million=9, **word) == first
        with pytest.raises(stripe_account.RateIdReused):
            stripe_account.set_stripe_rate(centimes_per_million=10, **word)
        yesterday = word | {"rate_id": new_id(), "effective_from": paying.at.date() - timedelta(days=1)}
        with pytest.raises(InvalidValue):
            stripe_account.set_stripe_rate(centimes_per_million=10, **yesterday)
        for nothing in (0, -1, 10**12 + 1):
            with pytest.raises(InvalidValue):
                stripe_account.set_stripe_rate(centimes_per_million=nothing, **word | {"rate_id": new_id()})


class TestSubmit:
    def test_transfers_in_dollars_and_pays_the_exact_dirhams(self, paying: Paying) -> None:
        batch = paying.send()
        assert paying.states() == ["accepted", "accepted"]
        first = paying.attempt()
        # 100.00 MAD at 9.80: 10.2041 dollars, rounded up.
        assert (first.exchange_currency, first.exchange_amount_minor) == ("usd", 1_021)
        assert first.reference.startswith("tr_") and first.second_reference.startswith("po_")
        paying.control.settle_all(status="paid")
        paying.ask(batch)
        first = paying.attempt()
        assert (first.state, first.exchange_rate, first.exchange_fee_minor) == ("paid", "9.8765", 0)
        assert first.settled_on == paying.at.date()
        assert PayoutBatch.objects.get(pk=batch.pk).state == "done"
        assert books.balance_of(stripe_clearing()) == -35_050
        require_books_equal(paying.control)

    def test_a_second_time_sends_nothing(self, paying: Paying) -> None:
        batch = paying.send()
        paying.control.forget_requests()
        paying.submit(batch)
        assert paying.control.requests() == []

    def test_waits_for_what_is_on_its_way_to_the_connected_account(self, paying: Paying) -> None:
        paying.control.configure(transfer_delay=86_400)
        batch = paying.send()
        assert paying.control.objects(kind="payout") == []
        assert paying.states() == ["accepted", "accepted"]
        paying.wait(hours=25)
        paying.submit(batch)
        paying.control.settle_all(status="paid")
        paying.ask(batch)
        require_books_equal(paying.control)
        assert paying.states() == ["paid", "paid"]

    def test_rejects_what_stripe_refuses_with_its_code(self, paying: Paying) -> None:
        paying.control.fund(amount=-(100_000_00 - 1_500))
        paying.send()
        assert sorted(paying.states()) == ["accepted", "rejected"]
        [refused] = PayoutAttempt.objects.filter(state="rejected")
        assert refused.reason_code == "balance_insufficient"
        require_paid_once(paying.control)
        paying.control.fund(amount=100_000_00)
        paying.send()
        paying.control.settle_all(status="paid")
        paying.sweep()
        assert paying.states() == ["paid", "paid"]
        require_books_equal(paying.control)

    def test_takes_back_what_comes_to_too_little(self, paying: Paying) -> None:
        paying.control.configure(rates={"usd/mad": "9.5", "mad/usd": "0.105"})
        batch = paying.send()
        assert {one.reason_code for one in batch.attempts.all()} == {"exchanged_too_little"}
        assert paying.states() == ["rejected", "rejected"]
        require_books_equal(paying.control)
        agree_on_rate(9_400_000, at=paying.at)
        paying.send()
        paying.control.settle_all(status="paid")
        paying.sweep()
        require_books_equal(paying.control)
        assert paying.states() == ["paid", "paid"]

    def test_takes_back_what_may_not_be_paid_out(self, paying: Paying) -> None:
        paying.control.configure(transfer_delay=3600)
        batch = paying.send()
        paying.control.account(id=paying.account_ids[0], requirements={"disabled_reason": "listed"})
        paying.wait(hours=2)
        paying.submit(batch)
        assert paying.states() == ["rejected", "accepted"]
        assert paying.attempt().reason_code == "payouts_not_allowed"
        assert paying.control.books()["groups"][paying.attempt(1).end_to_end_id] == 1
        assert paying.attempt().end_to_end_id not in paying.control.books()["groups"]

    def test_sends_nothing_to_an_account_that_changed_since_it_was_approved(self, paying: Paying) -> None:
        batch = approved_batch(rail=Rail.STRIPE, at=paying.at)
        paying.control.account(id=paying.account_ids[0], requirements={"disabled_reason": "listed"})
        paying.submit(batch)
        assert paying.states() == ["rejected", "accepted"]
        assert paying.attempt().reason_code == "payouts_disabled"
        assert len(paying.control.objects(kind="transfer")) == 1

    def test_sends_nothing_with_a_key_that_stripe_refuses(self, paying: Paying) -> None:
        batch = approved_batch(rail=Rail.STRIPE, at=paying.at)
        paying.control.configure(keys=["sk_test_other00000000"])
        with pytest.raises(RailNotAvailable, match="does not accept the key"):
            paying.submit(batch)
        assert paying.states() == ["approved", "approved"]
        assert paying.control.objects(kind="transfer") == []

    def test_rejects_nothing_because_the_key_was_changed_half_way(self, paying: Paying) -> None:
        """The request was done and its answer lost; that the next is refused proves nothing."""
        paying.control.fault(kind="error_after", method="POST", path="/v1/transfers")
        paying.control.fault(kind="drop_before", times=None, method="GET", path="/v1/transfers")
        batch = paying.send(paying.statements[0])
        assert paying.attempt().state == "submitted"
        paying.control.calm()
        paying.control.configure(keys=["sk_test_other00000000"])
        with pytest.raises(RailNotAvailable):
            paying.submit(batch)
        assert paying.attempt().state == "submitted"
        paying.stripe.configure(api_key="sk_test_other00000000")
        paying.submit(batch)
        assert paying.attempt().state == "accepted"
        require_paid_once(paying.control)

    def test_stops_asking_a_stripe_that_answers_nobody(self, paying: Paying) -> None:
        batch = approved_batch(rail=Rail.STRIPE, at=paying.at)
        paying.control.fault(kind="drop_before", times=None)
        paying.submit(batch)
        assert paying.states() == ["approved", "approved"]
        paying.control.calm()
        paying.submit(batch)
        assert paying.states() == ["accepted", "accepted"]


class TestCancel:
    def test_gives_up_what_was_not_sent(self, paying: Paying) -> None:
        batch = approved_batch(rail=Rail.STRIPE, at=paying.at)
        payouts.cancel_batch(batch_id=batch.id, at=paying.at, actor=MANAGER)
        assert paying.states() == ["cancelled", "cancelled"]
        paying.send()
        assert paying.states() == ["accepted", "accepted"]

    def test_does_not_call_back_what_was_sent(self, paying: Paying) -> None:
        batch = paying.send()
        with pytest.raises(CannotRecall):
            payouts.cancel_batch(batch_id=batch.id, at=paying.at, actor=MANAGER)
        assert paying.states() == ["accepted", "accepted"]


class TestComingBack:
    @pytest.mark.parametrize("status", ["failed", "canceled"])
    def test_takes_the_transfer_back_and_pays_by_another_attempt(self, paying: Paying, status: str) -> None:
        paying.send(paying.statements[0])
        paying.control.settle(id=paying.attempt().second_reference, status=status)
        paying.bring()
        first = paying.attempt()
        assert first.state == "returned"
        assert first.reason_code == ("account_closed" if status == "failed" else "canceled")
        require_books_equal(paying.control)
        paying.send(paying.statements[0])
        paying.control.settle_all(status="paid")
        paying.bring()
        assert (paying.attempt().number, paying.attempt().state) == (2, "paid")
        require_books_equal(paying.control)

    def test_also_days_after_it_was_paid(self, paying: Paying) -> None:
        paying.send()
        paying.control.settle_all(status="paid")
        paying.bring()
        paying.wait(days=4)
        paying.control.settle(
            id=paying.attempt().second_reference, status="failed", failure_code="no_account"
        )
        paying.bring(copies=2)
        assert paying.states() == ["returned", "paid"]
        assert paying.attempt().reason_code == "no_account"
        require_books_equal(paying.control)
        paying.send()
        paying.control.settle_all(status="paid")
        paying.bring()
        assert paying.states() == ["paid", "paid"]
        require_books_equal(paying.control)

    def test_also_when_no_webhook_ever_tells(self, paying: Paying) -> None:
        paying.send()
        paying.control.settle_all(status="paid")
        paying.sweep()
        paying.wait(days=4)
        paying.control.settle(id=paying.attempt().second_reference, status="failed")
        paying.sweep()
        assert paying.states() == ["returned", "paid"]
        require_books_equal(paying.control)

    def test_is_tried_until_the_money_is_there_to_be_taken_back(self, paying: Paying) -> None:
        paying.send(paying.statements[0])
        # The dirham fell: taking the same dollars back costs more dirhams than came.
        paying.control.configure(rates={"usd/mad": "12", "mad/usd": "0.0833"})
        paying.control.settle(id=paying.attempt().second_reference, status="failed")
        paying.bring()
        stuck = paying.attempt()
        assert (stuck.state, stuck.reason_code) == ("accepted", "account_closed")
        assert not Payout.objects.filter(state="returned").exists()
        paying.wait(hours=2)
        paying.control.fund(amount=10_000, currency="mad", account=stuck.destination)
        paying.sweep()
        assert paying.attempt().state == "returned"
        require_books_equal(paying.control)

    def test_by_a_hand_in_stripes_dashboard(self, paying: Paying) -> None:
        paying.control.configure(transfer_delay=3600)
        batch = paying.send(paying.statements[0])
        paying.wait(hours=2)
        first = paying.attempt()
        gateway = paying.stripe.gateway()
        by_hand = Trial(reference="hand", key="hand", first_at=paying.at, now=paying.at)
        gateway.reverse_transfer(first.reference, amount=first.exchange_amount_minor, trial=by_hand)
        paying.bring()
        assert (paying.attempt().state, paying.attempt().reason_code) == ("returned", "transfer_reversed")
        paying.submit(batch)
        assert paying.control.objects(kind="payout") == []
        require_books_equal(paying.control)

    def test_in_part_by_a_hand_takes_back_the_rest(self, paying: Paying) -> None:
        paying.control.configure(transfer_delay=3600)
        paying.send(paying.statements[0])
        paying.wait(hours=2)
        by_hand = Trial(reference="hand", key="hand", first_at=paying.at, now=paying.at)
        paying.stripe.gateway().reverse_transfer(paying.attempt().reference, amount=7, trial=by_hand)
        paying.bring()
        assert (paying.attempt().state, paying.attempt().reason_code) == ("rejected", "transfer_reversed")
        require_books_equal(paying.control)

    def test_a_transfer_that_came_about_after_all_does_not_stay(self, paying: Paying) -> None:
        """Refused here, then done there: what no attempt pays with goes back."""
        batch = paying.send(paying.statements[0])
        paying.control.settle(id=paying.attempt().second_reference, status="failed")
        paying.bring()
        first = paying.attempt()
        assert first.exchange_amount_minor is not None
        late = Trial(reference=str(first.pk), key="late", first_at=paying.at, now=paying.at)
        paying.stripe.gateway().create_transfer(
            amount=first.exchange_amount_minor,
            currency="usd",
            destination=first.destination,
            group=first.end_to_end_id,
            trial=late,
        )
        paying.bring()
        assert first.end_to_end_id not in paying.control.books()["groups"]
        assert PayoutBatch.objects.get(pk=batch.pk).state == "done"
        require_books_equal(paying.control)


class TestWebhooks:
    @pytest.mark.parametrize("arranged", [{}, {"copies": 3}, {"backwards": True}, {"copies": 2, "seed": 5}])
    def test_come_in_any_order_and_number(self, paying: Paying, arranged: dict[str, Any]) -> None:
        paying.send()
        paying.control.settle(id=paying.attempt().second_reference, status="in_transit")
        paying.control.settle_all(status="paid")
        paying.control.settle(id=paying.attempt().second_reference, status="failed")
        paying.bring(**arranged)
        assert paying.states() == ["returned", "paid"]
        require_books_equal(paying.control)
        told = PayoutReport.objects.count()
        paying.sweep()
        assert PayoutReport.objects.count() == told

    def test_of_others_are_nothing(self, paying: Paying) -> None:
        other = Trial(reference="not a uuid", key="x", first_at=paying.at, now=paying.at)
        gateway, account = paying.stripe.gateway(), paying.account_ids[0]
        paying.control.fund(amount=500, currency="mad", account=account)
        gateway.create_transfer(amount=5, currency="usd", destination=account, group="G", trial=other)
        gateway.create_payout(account_id=account, amount=5, currency="mad", descriptor="T", trial=other)
        paying.bring()
        assert not PayoutReport.objects.exists()

    def test_finish_what_a_worker_left_half_way(self, paying: Paying) -> None:
        paying.control.fault(kind="error_after", method="POST", path="/v1/transfers")
        paying.control.fault(kind="drop_before", times=None, method="GET", path="/v1/transfers")
        paying.send(paying.statements[0])
        assert paying.attempt().state == "submitted"
        paying.control.calm()
        paying.bring()
        assert (paying.attempt().state, bool(paying.attempt().second_reference)) == ("accepted", True)
        require_paid_once(paying.control)

    def test_can_be_brought_as_a_file_too(self, paying: Paying) -> None:
        paying.send(paying.statements[0])
        paying.control.settle_all(status="paid")
        sent = paying.control.take(backwards=True)[0]
        for _ in range(2):
            payouts.ingest_file(
                rail=Rail.STRIPE, content=sent["body"].encode(), at=paying.at, actor=ACCOUNTANT
            )
        assert paying.attempt().state == "paid"
        require_books_equal(paying.control)

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"5", b"{}"])
    def test_that_are_none_are_refused(self, paying: Paying, content: bytes) -> None:
        with pytest.raises(InvalidValue):
            payouts.ingest_file(rail=Rail.STRIPE, content=content, at=paying.at, actor=ACCOUNTANT)
