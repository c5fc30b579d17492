"""A webhook that was only kept is acted upon by the worker, which its event wakes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest

from config.worker import run_once
from kernel import clock
from markets.stripe_account import operations, queries
from tenants.database.session import as_market, close_connections
from tenants.network import queries as network

Queued = Callable[..., Sequence[Mapping[str, Any]]]


@pytest.fixture
def market(live_market: str, stripe: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The network's one market, with its Stripe account."""
    monkeypatch.setattr(network, "market_schemas", lambda: [live_market])
    monkeypatch.setattr(clock, "now", lambda: now)
    with as_market(live_market):
        stripe.configure()
        stripe.listen()
    yield live_market
    close_connections()


def test_a_webhook_is_acted_upon_by_the_worker_once(
    market: str, stripe: Any, queued: Queued, wait_until: Callable[..., None]
) -> None:
    with as_market(market):
        paid = stripe.payment(paid=False)
        stripe.control.pay(id=paid.stripe_id)
        for sent in stripe.control.take(copies=2, backwards=True):
            operations.receive_event(
                body=sent["body"].encode(),
                signature=sent["headers"]["Stripe-Signature"],
                received_at=stripe.now,
            )
        assert queries.waiting_events().count() == 3

    def done() -> bool:
        assert run_once()
        with as_market(market):
            return not queries.waiting_events().exists()

    # The horizon is the whole server's: another test's transaction may hold an event's position up.
    wait_until(done)
    with as_market(market):
        assert queries.card_payment(paid.id).status == "succeeded"
    jobs = queued("stripe_account.process_events", market=market)
    assert {job["status"] for job in jobs} == {"succeeded"}
