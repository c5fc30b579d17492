"""Webhooks: kept once, acted upon however often and in whatever order they come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from stripe_builders import SECRET
from stripe_server.events import signed

from markets.events.models import Event
from markets.stripe_account import jobs, operations, queries
from markets.stripe_account.gateways import SignatureRefused, StripeBusy
from markets.stripe_account.models import CardPayment, StripeDispute, StripeEvent
from markets.stripe_account.types import Trial


def receive(customer: Any, sent: dict[str, Any]) -> str:
    return operations.receive_event(
        body=sent["body"].encode(),
        signature=sent["headers"]["Stripe-Signature"],
        received_at=customer.now,
    )


def signed_by(customer: Any, payload: Any, *, secret: str = SECRET, later: int = 0) -> dict[str, Any]:
    body = payload if isinstance(payload, bytes) else orjson.dumps(payload)
    headers = signed(body, secret, int(customer.now.timestamp()) + later)
    return {"body": body.decode(errors="replace"), "headers": headers, "raw": body}


EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "invoice.paid",
    "created": 1_700_000_000,
    "livemode": False,
    "data": {"object": {"id": "in_1", "object": "invoice"}},
}


class TestReceiveEvent:
    def test_keeps_it_once_sealed_and_asks_for_its_job(self, customer: Any) -> None:
        customer.listen()
        customer.payment(paid=False)
        [sent] = customer.control.take()
        assert receive(customer, sent) == receive(customer, sent)
        row = StripeEvent.objects.get()
        assert (row.kind, row.object_kind) == ("payment_intent.created", "payment_intent")
        assert row.object_id.encode() not in bytes(row.sealed_payload)
        assert Event.objects.filter(name="stripe.event_received").count() == 1

    @pytest.mark.parametrize("later", [-301, 301, 86_400 * 365])
    def test_refuses_what_was_signed_long_ago_or_in_the_future(self, customer: Any, later: int) -> None:
        with pytest.raises(SignatureRefused):
            receive(customer, signed_by(customer, EVENT, later=later))
        assert not StripeEvent.objects.exists()

    @pytest.mark.parametrize("later", [-300, 300])
    def test_bears_clocks_that_differ(self, customer: Any, later: int) -> None:
        assert receive(customer, signed_by(customer, EVENT, later=later)) == "evt_1"

    def test_refuses_what_was_changed_or_signed_by_another(self, customer: Any) -> None:
        sent = signed_by(customer, EVENT)
        other = signed_by(customer, EVENT, secret="whsec_other")
        for bad in (
            sent | {"body": sent["body"].replace("evt_1", "evt_2")},
            other,
            sent | {"headers": {"Stripe-Signature": ""}},
            sent | {"headers": {"Stripe-Signature": "t=1"}},
            sent | {"headers": {"Stripe-Signature": "nonsense"}},
        ):
            with pytest.raises(SignatureRefused):
                receive(customer, bad)
        with pytest.raises(SignatureRefused):
            operations.receive_event(
                body=b"\xff\xfe", signature=sent["headers"]["Stripe-Signature"], received_at=customer.now
            )
        assert not StripeEvent.objects.exists()

    def test_takes_the_old_and_the_new_secret_during_a_rotation(self, customer: Any) -> None:
        customer.configure(webhook_secrets=("whsec_new0", SECRET))
        assert receive(customer, signed_by(customer, EVENT)) == "evt_1"
        second = EVENT | {"id": "evt_2"}
        assert receive(customer, signed_by(customer, second, secret="whsec_new0")) == "evt_2"
        customer.configure(webhook_secrets=("whsec_new0",))
        with pytest.raises(SignatureRefused):
            receive(customer, signed_by(customer, EVENT | {"id": "evt_3"}))

    @pytest.mark.parametrize(
        "payload",
        [
            b"",
            b"{",
            b"[]",
            EVENT | {"object": "v2.core.event"},
            EVENT | {"id": ""},
            EVENT | {"id": "e" * 121},
            EVENT | {"type": 5},
            EVENT | {"created": "yesterday"},
            EVENT | {"created": 10**15},
            EVENT | {"id": "evt_\0"},
        ],
    )
    def test_refuses_what_is_signed_and_no_event(self, customer: Any, payload: Any) -> None:
        with pytest.raises(operations.NotAnEvent):
            receive(customer, signed_by(customer, payload))
        assert not StripeEvent.objects.exists()

    def test_needs_an_account_to_be_signed_for(self, casablanca: str, stripe: Any) -> None:
        with pytest.raises(queries.StripeNotConfigured):
            receive(stripe, signed_by(stripe, EVENT))


class TestProcessEvents:
    def process(self, customer: Any, **handlers: Any) -> int:
        return operations.process_events(handlers=handlers, processed_at=customer.now)

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(seed=some.integers(min_value=0, max_value=10_000), copies=some.integers(1, 3))
    def test_comes_to_the_same_in_any_order_and_number(self, customer: Any, seed: int, copies: int) -> None:
        customer.server.world.endpoints.clear()  # those of the examples before
        customer.listen()
        paid = customer.payment(paid=False)
        customer.control.pay(id=paid.stripe_id)
        opened = customer.control.dispute(
            charge=customer.server.world.objects[paid.stripe_id]["latest_charge"]
        )
        customer.control.decide(id=opened["id"], status="lost")
        for sent in customer.control.take(seed=seed, copies=copies):
            receive(customer, sent)
            self.process(customer)
        assert CardPayment.objects.get(pk=paid.pk).status == "succeeded"
        assert StripeDispute.objects.get(stripe_id=opened["id"]).status == "lost"
        assert not queries.waiting_events().exists()

    def test_gives_events_to_the_handlers_of_other_slices(self, customer: Any) -> None:
        customer.listen()
        row = customer.connect()
        customer.control.fund(amount=1_000, currency="mad", account=row.stripe_id)
        gateway, seen = customer.gateway(), []
        trial = Trial(reference="r", key="k", first_at=customer.now, now=customer.now)
        paid = gateway.create_payout(
            account_id=row.stripe_id, amount=500, currency="mad", descriptor="T", trial=trial
        )
        for sent in customer.control.take():
            receive(customer, sent)
        self.process(customer, **{"payout.": lambda event, _gateway, at: seen.append((event, at))})
        [(event, at)] = seen
        assert (event.account, event.object_id, at) == (row.stripe_id, paid.id, customer.now)

    def test_ignores_types_that_nobody_knows(self, customer: Any) -> None:
        receive(customer, signed_by(customer, EVENT))
        assert self.process(customer) == 1
        assert StripeEvent.objects.get().outcome == "ignored"
        assert self.process(customer) == 0

    def test_is_done_with_an_object_that_is_gone(self, customer: Any) -> None:
        paid = customer.payment()
        event = EVENT | {"type": "payment_intent.succeeded"}
        event["data"] = {"object": {"id": paid.stripe_id, "object": "payment_intent"}}
        receive(customer, signed_by(customer, event))
        del customer.server.world.objects[paid.stripe_id]
        self.process(customer)
        assert StripeEvent.objects.get().outcome == "gone"

    def test_leaves_waiting_what_cannot_be_asked_and_does_the_others(self, customer: Any) -> None:
        paid = customer.payment(paid=False)
        event = EVENT | {"id": "evt_0", "type": "payment_intent.created", "created": 1}
        event["data"] = {"object": {"id": paid.stripe_id, "object": "payment_intent"}}
        for payload in (event, EVENT):
            receive(customer, signed_by(customer, payload))
        customer.control.fault(kind="rate_limit", times=None)
        with pytest.raises(StripeBusy):
            self.process(customer)
        assert [row.id for row in queries.waiting_events()] == ["evt_0"]
        customer.control.calm()
        assert self.process(customer) == 1

    def test_is_nothing_in_a_market_without_stripe(self, casablanca: str, stripe: Any) -> None:
        assert self.process(stripe) == 0
        assert jobs.refresh_mirrors(now=stripe.now) == 0
        assert stripe.control.requests() == []

    def test_once_at_once_and_otherwise_later(self, customer: Any) -> None:
        customer.listen()
        paid = customer.payment(paid=False)
        customer.control.pay(id=paid.stripe_id)
        received = [receive(customer, sent) for sent in customer.control.take()]
        asked: dict[str, Any] = {"handlers": {}, "processed_at": customer.now}
        customer.control.fault(kind="rate_limit")
        customer.waits.slept.clear()
        assert not operations.process_event(event_id=received[0], **asked)
        assert max(customer.waits.slept, default=0) < 0.2, "a request does not wait for Stripe"
        assert all(operations.process_event(event_id=one, **asked) for one in received * 2)
        assert queries.card_payment(paid.id).status == "succeeded"


class TestRefreshMirrors:
    def test_sees_what_no_webhook_told(self, customer: Any, make_goods: Callable[..., Any]) -> None:
        row, paid, other = customer.connect(), customer.payment(), customer.payment(paid=False)
        opened = customer.control.dispute(charge=paid.charge_id)
        operations.refresh_dispute(stripe_id=opened["id"], refreshed_at=customer.now)
        customer.control.pay(id=other.stripe_id)
        customer.control.decide(id=opened["id"], status="won")
        customer.control.account(id=row.stripe_id, requirements={"disabled_reason": "listed"})
        later = customer.now + timedelta(hours=1)
        assert jobs.refresh_mirrors(now=later) == 3
        assert queries.card_payment(other.id).status == "succeeded"
        assert StripeDispute.objects.get().status == "won"
        assert queries.connected_accounts().get().disabled_reason == "listed"
        assert jobs.refresh_mirrors(now=later) == 1
