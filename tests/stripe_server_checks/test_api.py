"""What the test server takes, refuses and remembers, asked by stripe-python's own client."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from stripe_server.control import Control
from stripe_server.server import StripeServer


def transfer(client: stripe.StripeClient, account: Any, amount: int = 1000, **given: Any) -> Any:
    options = given.pop("options", {})
    params: Any = {"amount": amount, "currency": "mad", "destination": account.id, **given}
    return client.v1.transfers.create(params=params, options=options)


class TestParameters:
    def test_that_stripe_does_not_know_are_refused(self, client: stripe.StripeClient) -> None:
        params: Any = {"amount": 100, "currency": "mad", "destination": "acct_1", "transfer_grp": "x"}
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.transfers.create(params=params)
        assert (refused.value.code, refused.value.param) == ("parameter_unknown", "transfer_grp")

    def test_that_are_required_are_missed(self, client: stripe.StripeClient) -> None:
        params: Any = {"amount": 100, "currency": "mad"}
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.transfers.create(params=params)
        assert (refused.value.code, refused.value.param) == ("parameter_missing", "destination")

    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"amount": "1.5", "currency": "mad"}, "amount"),
            ({"amount": 500, "currency": "mad", "confirm": "yes"}, "confirm"),
            ({"amount": 500, "currency": "mad", "capture_method": "sometimes"}, "capture_method"),
            (
                {"amount": 500, "currency": "mad", "automatic_payment_methods": {"enable": True}},
                "automatic_payment_methods[enable]",
            ),
            ({"amount": 500, "currency": "mad", "metadata": {"k" * 41: "v"}}, f"metadata[{'k' * 41}]"),
        ],
    )
    def test_that_are_of_another_kind_are_refused(
        self, client: stripe.StripeClient, params: Any, param: str
    ) -> None:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.payment_intents.create(params=params)
        assert refused.value.param == param

    def test_come_with_a_known_key_and_version_or_not_at_all(self, server: StripeServer) -> None:
        stranger = stripe.StripeClient("sk_test_unknown", base_addresses={"api": server.url})
        with pytest.raises(stripe.AuthenticationError):
            stranger.v1.balance.retrieve()
        old = stripe.StripeClient(
            server.world.keys[0], base_addresses={"api": server.url}, stripe_version="2020-01-01"
        )
        with pytest.raises(stripe.InvalidRequestError):
            old.v1.balance.retrieve()


class TestMoney:
    def test_goes_to_a_recipient_and_to_its_bank_and_is_never_lost(
        self, client: stripe.StripeClient, control: Control, recipient: Callable[[], Any]
    ) -> None:
        account = recipient()
        control.fund(amount=10_000, currency="mad")
        sent = transfer(client, account, 4_000, transfer_group="G1", metadata={"attempt": "1"})
        [found] = client.v1.transfers.list(params={"transfer_group": "G1"}).data
        assert (found.id, found.metadata["attempt"], found.reversed) == (sent.id, "1", False)
        balance = client.v1.balance.retrieve(options={"stripe_account": account.id})
        assert [(b.amount, b.currency) for b in balance.available] == [(4_000, "mad")]

        payout = client.v1.payouts.create(
            params={"amount": 4_000, "currency": "mad"}, options={"stripe_account": account.id}
        )
        assert payout.status == "pending"
        assert control.settle(id=payout.id, status="paid")["status"] == "paid"
        failed = control.settle(id=payout.id, status="failed")
        assert failed["failure_balance_transaction"]

        books = control.books()
        assert books["violations"] == []
        assert books["accounts"][account.id] == {
            "transfers": 1,
            "transferred": 4_000,
            "payouts": 0,
            "paid_out": 0,
        }

    def test_is_refused_where_there_is_not_enough(
        self, client: stripe.StripeClient, control: Control, recipient: Callable[[], Any]
    ) -> None:
        account = recipient()
        with pytest.raises(stripe.InvalidRequestError) as refused:
            transfer(client, account)
        assert refused.value.code == "balance_insufficient"
        control.fund(amount=1_000, currency="mad")
        sent = transfer(client, account)
        here: Any = {"stripe_account": account.id}
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.payouts.create(params={"amount": 1_001, "currency": "mad"}, options=here)
        assert refused.value.code == "balance_insufficient"
        client.v1.transfers.reversals.create(sent.id, params={"amount": 600})
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.transfers.reversals.create(sent.id, params={"amount": 401})
        assert refused.value.code == "transfer_reversal_amount_too_large"
        client.v1.payouts.create(params={"amount": 400, "currency": "mad"}, options=here)
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.transfers.reversals.create(sent.id)
        assert refused.value.code == "balance_insufficient"
        assert control.books()["violations"] == []

    def test_is_exchanged_at_a_rate_that_is_told(
        self, client: stripe.StripeClient, control: Control, recipient: Callable[[], Any]
    ) -> None:
        account = recipient()
        control.fund(amount=10_000, currency="usd")
        sent = client.v1.transfers.create(
            params={
                "amount": 10_000,
                "currency": "usd",
                "destination": account.id,
                "expand": ["balance_transaction"],
            }
        )
        entries = client.v1.balance_transactions.list(options={"stripe_account": account.id}).data
        assert sent.balance_transaction.net == -10_000
        assert [(e.amount, e.currency, e.exchange_rate) for e in entries] == [(98_765, "mad", 9.8765)]
        assert control.books()["violations"] == []

    def test_of_cards_is_charged_refunded_and_disputed(
        self, client: stripe.StripeClient, control: Control
    ) -> None:
        intent = client.v1.payment_intents.create(params={"amount": 20_000, "currency": "mad"})
        assert intent.status == "requires_payment_method"
        with pytest.raises(stripe.CardError):
            client.v1.payment_intents.confirm(intent.id, params={"payment_method": "pm_card_chargeDeclined"})
        paid = client.v1.payment_intents.confirm(intent.id, params={"payment_method": "pm_card_visa"})
        assert (paid.status, paid.amount_received) == ("succeeded", 20_000)
        assert not client.v1.balance.retrieve().available[0].amount > 0
        client.v1.refunds.create(params={"payment_intent": intent.id, "amount": 5_000})
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.refunds.create(params={"payment_intent": intent.id, "amount": 15_001})
        opened = control.dispute(charge=paid.latest_charge, amount=15_000)
        control.decide(id=opened["id"], status="won")
        found = client.v1.disputes.retrieve(opened["id"])
        assert sum(entry.amount for entry in found.balance_transactions) == 0
        assert control.books()["violations"] == []


class TestCannotPay:
    def test_a_moroccan_business_that_is_no_recipient(self, client: stripe.StripeClient) -> None:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.accounts.create(
                params={"country": "MA", "capabilities": {"card_payments": {"requested": True}}}
            )
        assert refused.value.code == "country_unsupported"

    def test_an_account_that_still_owes_stripe_something(
        self, client: stripe.StripeClient, control: Control, recipient: Callable[[], Any]
    ) -> None:
        account = recipient()
        control.fund(amount=5_000, currency="mad")
        transfer(client, account)
        control.account(
            id=account.id,
            requirements={"currently_due": ["company.name"], "disabled_reason": "requirements.past_due"},
        )
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.payouts.create(
                params={"amount": 100, "currency": "mad"}, options={"stripe_account": account.id}
            )
        assert refused.value.code == "payouts_not_allowed"
        with pytest.raises(stripe.InvalidRequestError) as refused:
            transfer(client, account)
        assert refused.value.code == "insufficient_capabilities_for_transfer"
