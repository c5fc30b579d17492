"""The gateway over real HTTP: at what pace it asks, when it asks again, and that nothing is done twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from markets.stripe_account.gateways import (
    API_VERSION,
    StripeBusy,
    StripeGateway,
    StripeOutcomeUnknown,
    StripeRefused,
    StripeUnreachable,
)
from markets.stripe_account.types import Access, Recipient, RemoteTransfer, Trial

RECIPIENT = Recipient(
    country="MA",
    currency="mad",
    email="coop@example.ma",
    holder="Coopérative Taitmatine",
    iban="MA64011519000001205000534921",
    bic="BCMAMAMCXXX",
)


@pytest.fixture
def trial(now: Any) -> Trial:
    return Trial(reference="attempt-1", key="transfer:attempt-1", first_at=now, now=now)


@pytest.fixture
def destination(stripe: Any, now: Any) -> str:
    """A verified recipient, and a platform with money for it."""
    trial = Trial(reference="c", key="c", first_at=now, now=now)
    account = stripe.gateway().create_recipient(RECIPIENT, trial=trial)
    stripe.control.account(id=account.id, verified=True)
    stripe.control.fund(amount=1_000_000, currency="mad")
    stripe.control.forget_requests()
    stripe.waits.slept.clear()
    return str(account.id)


@pytest.fixture
def send(stripe: Any, destination: str, trial: Trial) -> Callable[..., RemoteTransfer]:
    """The transfer of the trial; the gateway's patience and the trial may be said otherwise."""

    def transfer(trial: Trial = trial, *, amount: int = 5_000, **patience: Any) -> RemoteTransfer:
        found: RemoteTransfer = stripe.gateway(**patience).create_transfer(
            amount=amount, currency="mad", destination=destination, group="G", trial=trial
        )
        return found

    return transfer


def standing(stripe: Any) -> int:
    books = stripe.control.books()
    assert books["violations"] == []
    found: int = books["groups"].get("G", 0)
    return found


class TestRequests:
    def test_pin_the_version_and_carry_the_key(self, stripe: Any, send: Any) -> None:
        send()
        [asked] = stripe.control.requests(path="/v1/transfers")
        assert (asked["version"], asked["key"]) == (API_VERSION, "transfer:attempt-1")

    def test_come_no_faster_than_eight_a_second(self, stripe: Any, destination: str) -> None:
        gateway, began = stripe.gateway(), stripe.waits.at
        for _ in range(17):
            gateway.account(destination)
        assert stripe.waits.at - began == pytest.approx(16 / 8)
        assert len(stripe.control.requests(path="/v1/accounts/")) == 17

    def test_back_off_from_429_and_go_on_with_the_same_key(self, stripe: Any, send: Any) -> None:
        stripe.control.fault(kind="rate_limit", times=3)
        sent = send()
        asked = stripe.control.requests(path="/v1/transfers")
        assert [request["status"] for request in asked] == [429, 429, 429, 200]
        assert {request["key"] for request in asked} == {"transfer:attempt-1"}
        # Half a second, one, two: each with the jitter of the draw, between half and the whole.
        assert [wait for wait in stripe.waits.slept if wait > 0.2] == [0.375, 0.75, 1.5]
        assert sent.amount == 5_000 and standing(stripe) == 1

    def test_give_up_when_stripe_stays_busy_and_nothing_was_done(self, stripe: Any, send: Any) -> None:
        stripe.control.fault(kind="rate_limit", times=None)
        with pytest.raises(StripeBusy):
            send(attempts=4)
        assert len(stripe.control.requests(path="/v1/transfers")) == 4
        assert standing(stripe) == 0

    def test_wait_out_a_conflict(self, stripe: Any, send: Any) -> None:
        stripe.control.fault(kind="conflict", times=2)
        send()
        assert standing(stripe) == 1

    def test_are_refused_with_stripes_own_code_and_not_repeated(self, stripe: Any, send: Any) -> None:
        with pytest.raises(StripeRefused) as refused:
            send(amount=2_000_000)
        assert refused.value.stripe_code == "balance_insufficient"
        assert len(stripe.control.requests(path="/v1/transfers")) == 1
        assert standing(stripe) == 0

    def test_with_a_wrong_key_are_refused_and_the_key_is_not_told(self, stripe: Any) -> None:
        access = Access(api_key="sk_test_wrongwrongwrong", api_base=stripe.server.url)
        gateway = StripeGateway(access, pace=stripe.waits.pace(), patience=stripe.gateway()._patience)
        with pytest.raises(StripeRefused) as refused:
            gateway.account("acct_1")
        assert "wrongwrong" not in str(refused.value) + repr(access)

    def test_that_only_ask_are_repeated_and_then_unreachable(self, stripe: Any, destination: str) -> None:
        stripe.control.fault(kind="drop_before", times=2)
        assert stripe.gateway().account(destination).payouts_enabled
        stripe.control.fault(kind="drop_before", times=None)
        with pytest.raises(StripeUnreachable):
            stripe.gateway(attempts=2).account(destination)


class TestOnce:
    @pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
    @pytest.mark.parametrize("times", [1, 3])
    def test_is_done_once_however_often_the_connection_breaks(
        self, stripe: Any, send: Any, fault: str, times: int
    ) -> None:
        stripe.control.fault(kind=fault, times=times, path="/v1/transfers", method="POST")
        assert send().id == send().id
        assert standing(stripe) == 1

    def test_is_found_by_its_group_when_the_answer_never_comes(self, stripe: Any, send: Any) -> None:
        stripe.control.fault(kind="drop_after", times=None, path="/v1/transfers", method="POST")
        assert send(attempts=2).transfer_group == "G"
        assert standing(stripe) == 1

    def test_is_found_by_its_group_when_stripe_says_500_and_did_it(self, stripe: Any, send: Any) -> None:
        stripe.control.fault(kind="error_after", path="/v1/transfers", method="POST")
        sent = send()
        posts = [r for r in stripe.control.requests(path="/v1/transfers") if r["method"] == "POST"]
        assert [post["status"] for post in posts] == [500, 500], "the second is the first one's replay"
        assert sent.id == send().id
        assert standing(stripe) == 1

    def test_stays_unknown_after_a_500_until_the_key_is_a_day_old(
        self, stripe: Any, send: Any, trial: Trial
    ) -> None:
        stripe.control.fault(kind="error_before", path="/v1/transfers", method="POST")
        for hours in (0, 5, 22):
            with pytest.raises(StripeOutcomeUnknown):
                send(replace(trial, now=trial.now + timedelta(hours=hours)))
        assert standing(stripe) == 0
        stripe.control.clock(advance=25 * 3600)
        send(replace(trial, now=trial.now + timedelta(hours=25)))
        assert standing(stripe) == 1

    def test_is_looked_up_first_when_the_key_is_older_than_a_day(
        self, stripe: Any, send: Any, trial: Trial
    ) -> None:
        first = send()
        stripe.control.clock(advance=30 * 3600)
        stripe.control.forget_requests()
        again = send(replace(trial, now=trial.now + timedelta(hours=30)))
        assert again.id == first.id
        assert [r["method"] for r in stripe.control.requests(path="/v1/transfers")] == ["GET"]
        assert standing(stripe) == 1

    def test_is_unknown_when_it_was_cut_off_and_stripe_then_stays_busy(self, stripe: Any, send: Any) -> None:
        stripe.control.fault(kind="drop_before", path="/v1/transfers", method="POST")
        stripe.control.fault(kind="rate_limit", times=None)
        with pytest.raises(StripeOutcomeUnknown):
            send(attempts=3)

    def test_is_another_time_for_another_trial(self, stripe: Any, send: Any, trial: Trial) -> None:
        send()
        send(replace(trial, reference="attempt-2", key="transfer:attempt-2"))
        assert standing(stripe) == 2


class TestMoney:
    def test_goes_out_is_taken_back_and_is_paid(
        self, stripe: Any, send: Any, destination: str, trial: Trial
    ) -> None:
        gateway, sent = stripe.gateway(), send()
        back = gateway.reverse_transfer(sent.id, amount=1_000, trial=replace(trial, key="back"))
        assert (back.amount, gateway.transfer(sent.id).amount_reversed) == (1_000, 1_000)
        assert [found.id for found in gateway.transfers_of_group("G")] == [sent.id]

        paying: dict[str, Any] = {
            "account_id": destination,
            "amount": 4_000,
            "currency": "mad",
            "descriptor": "TADAMUN 2026111",
            "trial": replace(trial, key="pay"),
        }
        paid = gateway.create_payout(**paying)
        assert (paid.status, gateway.create_payout(**paying).id) == ("pending", paid.id)
        stripe.control.settle(id=paid.id, status="paid")
        assert gateway.payout(paid.id, account_id=destination).trace_id
        stripe.control.settle(id=paid.id, status="failed", failure_code="no_account")
        failed = gateway.payout(paid.id, account_id=destination)
        assert (failed.status, failed.failure_code) == ("failed", "no_account")
        assert [p.id for p in gateway.payouts(account_id=destination, since=trial.now)] == [paid.id]
        assert stripe.control.books()["violations"] == []

    def test_is_found_among_the_payouts_when_the_key_is_old(
        self, stripe: Any, send: Any, destination: str, trial: Trial
    ) -> None:
        send()
        gateway = stripe.gateway()
        paying: dict[str, Any] = {
            "account_id": destination,
            "amount": 10,
            "currency": "mad",
            "descriptor": "T",
        }
        # More than a page of others lies before it.
        first = gateway.create_payout(**paying, trial=trial)
        for number in range(101):
            other = replace(trial, reference=f"r{number}", key=f"k{number}")
            gateway.create_payout(**paying, trial=other)
        later = replace(trial, now=trial.now + timedelta(days=2))
        assert gateway.create_payout(**paying, trial=later).id == first.id

    def test_that_was_exchanged_keeps_stripes_digits(
        self, stripe: Any, destination: str, trial: Trial
    ) -> None:
        stripe.control.fund(amount=100_00, currency="usd")
        stripe.control.configure(rates={"usd/mad": "9.10000000000012"})
        gateway = stripe.gateway()
        sent = gateway.create_transfer(
            amount=100_00, currency="usd", destination=destination, group="G", trial=trial
        )
        out = gateway.book_entry(sent.balance_transaction)
        charge = next(c for c in stripe.control.objects(kind="charge") if c["id"] == sent.destination_payment)
        into = gateway.book_entry(charge["balance_transaction"], account_id=destination)
        assert (out.net, out.currency, out.exchange_rate) == (-100_00, "usd", "")
        assert (into.amount, into.currency, into.exchange_rate) == (91_000, "mad", "9.10000000000012")


class TestRecipient:
    def test_is_made_once_and_paid_when_we_say(self, stripe: Any, now: Any) -> None:
        trial = Trial(reference="c1", key="connect:c1", first_at=now, now=now)
        stripe.control.fault(kind="drop_after", times=2, path="/v1/accounts")
        account = stripe.gateway().create_recipient(RECIPIENT, trial=trial)
        later = replace(trial, now=now + timedelta(days=3))
        assert stripe.gateway().create_recipient(RECIPIENT, trial=later).id == account.id
        assert (account.payout_interval, account.bank_last4) == ("manual", "4921")
        assert "external_account" not in account.requirements.currently_due
        assert len(stripe.control.objects(kind="account")) == 1

    def test_answers_stripes_questions_at_an_address_of_its_own(self, stripe: Any, destination: str) -> None:
        asked = {"refresh_url": "https://a.example/", "return_url": "https://b.example/"}
        one, until = stripe.gateway().onboarding_link(destination, **asked)
        other, _ = stripe.gateway().onboarding_link(destination, **asked)
        assert one != other and destination in one and until > stripe.now


class TestCards:
    def test_payment_is_given_up_once(self, stripe: Any, trial: Trial) -> None:
        gateway = stripe.gateway()
        made = gateway.create_payment(amount=500, currency="mad", description="", trial=trial)
        stripe.control.fault(kind="drop_after", path=".*/cancel")
        giving_up = replace(trial, key="cancel")
        assert gateway.cancel_payment(made.id, trial=giving_up).status == "canceled"
        later = replace(giving_up, now=trial.now + timedelta(days=2))
        assert gateway.cancel_payment(made.id, trial=later).status == "canceled"

    def test_refund_is_found_among_the_payments_refunds(self, stripe: Any, trial: Trial) -> None:
        gateway = stripe.gateway()
        made = gateway.create_payment(amount=500, currency="mad", description="", trial=trial)
        stripe.control.pay(id=made.id)
        giving = {"payment_id": made.id, "amount": 200}
        stripe.control.fault(kind="error_after", path="/v1/refunds", method="POST")
        refund = gateway.create_refund(**giving, trial=replace(trial, key="refund"))
        later = replace(trial, key="refund", now=trial.now + timedelta(days=2))
        assert gateway.create_refund(**giving, trial=later).id == refund.id
        assert [found.id for found in gateway.refunds_of(made.id)] == [refund.id]
