"""Card payments and what is given back of them."""

from datetime import timedelta
from typing import Any

import pytest

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from markets.events.models import Event
from markets.stripe_account import operations, queries
from markets.stripe_account.gateways import StripeBusy, StripeOutcomeUnknown, StripeRefused
from markets.stripe_account.models import CardPayment, CardRefund


def create(customer: Any, payment_id: Any = None, amount_minor: int = 20_000, **given: Any) -> Any:
    asked = {"requested_at": customer.now, "actor": "person:karim"} | given
    return operations.create_card_payment(
        payment_id=payment_id or new_id(), amount_minor=amount_minor, **asked
    )


def give_back(customer: Any, payment: CardPayment, amount_minor: int, refund_id: Any = None) -> CardRefund:
    return operations.refund_card_payment(
        refund_id=refund_id or new_id(),
        payment_id=payment.id,
        amount_minor=amount_minor,
        requested_at=customer.now,
        actor="person:karim",
    )


class TestCreateCardPayment:
    def test_waits_for_the_customer_who_holds_its_secret(self, customer: Any) -> None:
        made = create(customer, description="Panier 12")
        assert made.client_secret.startswith(made.payment.stripe_id)
        assert made.client_secret not in repr(made)
        [remote] = customer.control.objects(kind="payment_intent")
        assert (remote["amount"], remote["currency"]) == (20_000, "mad")
        assert (made.payment.status, remote["description"]) == ("requires_payment_method", "Panier 12")

    def test_is_one_payment_however_often_it_is_asked_for(self, customer: Any) -> None:
        key = new_id()
        customer.control.fault(kind="drop_after", path="/v1/payment_intents")
        made = [create(customer, key) for _ in range(2)]
        assert made[0].client_secret == made[1].client_secret
        assert len(customer.control.objects(kind="payment_intent")) == 1
        with pytest.raises(operations.PaymentIdReused):
            create(customer, key, 20_001)

    def test_keeps_what_it_came_to_after_exchange_and_fee(self, customer: Any) -> None:
        paid = customer.payment(20_000)
        assert (paid.status, paid.received_minor, paid.settled_currency) == ("succeeded", 20_000, "usd")
        assert (paid.settled_amount, paid.settled_fee, paid.exchange_rate) == (2_025, 88, "0.10125")
        told = Event.objects.filter(name="card_payment.changed").order_by("id")
        assert [event.payload["status"] for event in told] == ["requires_payment_method", "succeeded"]

    def test_says_why_a_card_was_declined(self, customer: Any) -> None:
        made = create(customer).payment
        customer.control.pay(id=made.stripe_id, payment_method="pm_card_chargeDeclined")
        operations.refresh_card_payment(stripe_id=made.stripe_id, refreshed_at=customer.now)
        declined = queries.card_payment(made.id)
        assert (declined.status, declined.error_code) == ("requires_payment_method", "card_declined")

    def test_that_stripe_refuses_is_refused_again_without_asking(self, customer: Any) -> None:
        key = new_id()
        for _ in range(2):
            with pytest.raises(StripeRefused) as refused:
                create(customer, key, 49)
            assert refused.value.stripe_code == "amount_too_small"
        assert CardPayment.objects.get().status == "refused"
        assert len(customer.control.requests(path="/v1/payment_intents")) == 1

    @pytest.mark.parametrize("fault", ["rate_limit", "error_before"])
    def test_is_finished_by_the_same_request_later(self, customer: Any, fault: str) -> None:
        key = new_id()
        times = None if fault == "rate_limit" else 1
        customer.control.fault(kind=fault, times=times, path="/v1/payment_intents", method="POST")
        with pytest.raises((StripeBusy, StripeOutcomeUnknown)):
            create(customer, key)
        assert CardPayment.objects.get().status == "requested"
        customer.control.calm()
        customer.control.clock(advance=24 * 3600)
        made = create(customer, key, requested_at=customer.now + timedelta(hours=24))
        assert made.payment.stripe_id and CardPayment.objects.count() == 1

    @pytest.mark.parametrize("amount_minor", [0, -1, 100_000_000])
    def test_is_of_an_amount_within_reason(self, customer: Any, amount_minor: int) -> None:
        with pytest.raises(InvalidValue):
            create(customer, amount_minor=amount_minor)
        with pytest.raises(InvalidValue):
            create(customer, description="x" * 201)
        assert not CardPayment.objects.exists()


class TestRefundCardPayment:
    def test_gives_back_in_parts_and_never_more_than_was_paid(self, customer: Any) -> None:
        paid = customer.payment(20_000)
        assert give_back(customer, paid, 5_000).status == "succeeded"
        give_back(customer, paid, 14_000)
        with pytest.raises(operations.MoreThanPaid) as refused:
            give_back(customer, paid, 1_001)
        assert refused.value.params["left_minor"] == 1_000
        assert queries.given_back_minor(paid) == 19_000
        assert customer.control.books()["violations"] == []

    def test_is_one_refund_however_often_it_is_asked_for(self, customer: Any) -> None:
        paid, key = customer.payment(), new_id()
        customer.control.fault(kind="error_after", path="/v1/refunds", method="POST")
        assert give_back(customer, paid, 500, key).stripe_id == give_back(customer, paid, 500, key).stripe_id
        assert len(customer.control.objects(kind="refund")) == 1
        with pytest.raises(operations.RefundIdReused):
            give_back(customer, paid, 501, key)

    def test_counts_while_nobody_knows_whether_it_was_given(self, customer: Any) -> None:
        paid = customer.payment(20_000)
        customer.control.fault(kind="error_before", path="/v1/refunds", method="POST")
        with pytest.raises(StripeOutcomeUnknown):
            give_back(customer, paid, 15_000)
        with pytest.raises(operations.MoreThanPaid):
            give_back(customer, paid, 5_001)

    def test_that_stripe_refuses_stands_in_nobodys_way(self, customer: Any) -> None:
        paid, key = customer.payment(20_000), new_id()
        customer.control.dispute(charge=paid.charge_id)
        for _ in range(2):
            with pytest.raises(StripeRefused) as refused:
                give_back(customer, paid, 20_000, key)
            assert refused.value.stripe_code == "charge_disputed"
        assert (CardRefund.objects.get().status, queries.given_back_minor(paid)) == ("failed", 0)

    def test_that_fails_later_may_be_made_again(self, customer: Any) -> None:
        paid = customer.payment(20_000)
        refund = give_back(customer, paid, 20_000)
        customer.control.fail_refund(id=refund.stripe_id)
        operations.refresh_card_refund(stripe_id=refund.stripe_id, refreshed_at=customer.now)
        seen = CardRefund.objects.get()
        assert (seen.status, seen.failure_reason) == ("failed", "lost_or_stolen_card")
        assert give_back(customer, paid, 20_000).status == "succeeded"
        told = Event.objects.filter(name="card_refund.changed").order_by("id")
        assert [event.payload["status"] for event in told] == ["succeeded", "failed", "succeeded"]

    def test_is_refused_for_what_was_not_paid(self, customer: Any) -> None:
        waiting = customer.payment(paid=False)
        with pytest.raises(operations.MoreThanPaid):
            give_back(customer, waiting, 1)
        with pytest.raises(InvalidValue):
            give_back(customer, waiting, 0)
        waiting.id = new_id()
        with pytest.raises(NotFound):
            give_back(customer, waiting, 1)
        assert not CardRefund.objects.exists()
