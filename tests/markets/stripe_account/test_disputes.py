"""Disputes, and where their money stands in the ledger."""

from collections.abc import Callable
from typing import Any

import pytest

from markets.events.models import Event
from markets.ledger import queries as ledger
from markets.ledger.types import stripe_clearing, suspense
from markets.sales.types import TenderKind, TenderRequest
from markets.stripe_account import operations
from markets.stripe_account.models import CardPayment, StripeDispute
from markets.verification.queries import violations


@pytest.fixture
def sold(customer: Any, make_goods: Callable[..., Any], sell: Callable[..., Any]) -> CardPayment:
    """A payment of 200 dirhams with which a sale was paid."""
    paid: CardPayment = customer.payment(20_000)
    tender = TenderRequest(kind=TenderKind.STRIPE, amount_minor=20_000, reference=paid.stripe_id or "")
    sell((make_goods(price_minor=10_000), 2), tenders=[tender])
    return paid


def refreshed(customer: Any, stripe_id: str) -> StripeDispute:
    return operations.refresh_dispute(stripe_id=stripe_id, refreshed_at=customer.now)


def places() -> tuple[int, int]:
    return ledger.balance_of(stripe_clearing()), ledger.balance_of(suspense())


class TestRefreshDispute:
    def test_puts_what_was_withdrawn_into_suspense_once(self, customer: Any, sold: CardPayment) -> None:
        assert places() == (20_000, 0)
        opened = customer.control.dispute(charge=sold.charge_id)
        for _ in range(3):
            seen = refreshed(customer, opened["id"])
        assert (seen.status, seen.withdrawn, seen.payment_id) == ("needs_response", True, sold.id)
        assert places() == (0, 20_000)
        assert violations() == []
        [told] = Event.objects.filter(name="stripe_dispute.changed")
        assert told.payload["withdrawn"] is True

    def test_brings_back_what_was_won(self, customer: Any, sold: CardPayment) -> None:
        opened = customer.control.dispute(charge=sold.charge_id)
        refreshed(customer, opened["id"])
        customer.control.decide(id=opened["id"], status="won")
        for _ in range(2):
            seen = refreshed(customer, opened["id"])
        assert (seen.status, seen.withdrawn) == ("won", False)
        assert places() == (20_000, 0)
        assert violations() == []

    def test_leaves_what_was_lost_for_a_person_to_decide(self, customer: Any, sold: CardPayment) -> None:
        opened = customer.control.dispute(charge=sold.charge_id)
        refreshed(customer, opened["id"])
        customer.control.decide(id=opened["id"], status="lost")
        assert refreshed(customer, opened["id"]).status == "lost"
        assert places() == (0, 20_000)

    def test_comes_to_the_same_when_only_the_end_was_seen(self, customer: Any, sold: CardPayment) -> None:
        opened = customer.control.dispute(charge=sold.charge_id)
        customer.control.decide(id=opened["id"], status="won")
        assert not refreshed(customer, opened["id"]).withdrawn
        assert places() == (20_000, 0)

    def test_withdraws_again_what_an_appeal_takes_back(self, customer: Any, sold: CardPayment) -> None:
        opened = customer.control.dispute(charge=sold.charge_id)
        taken = dict(opened["balance_transactions"][0])
        refreshed(customer, opened["id"])
        customer.control.decide(id=opened["id"], status="won")
        refreshed(customer, opened["id"])
        dispute = customer.server.world.objects[opened["id"]]
        dispute["balance_transactions"].append(taken)
        dispute["status"] = "appeal_needs_response"
        assert refreshed(customer, opened["id"]).withdrawals == 2
        assert places() == (0, 20_000)
        assert violations() == []

    def test_moves_nothing_that_no_sale_brought_in(self, customer: Any) -> None:
        paid = customer.payment(20_000)
        opened = customer.control.dispute(charge=paid.charge_id)
        seen = refreshed(customer, opened["id"])
        assert seen.withdrawn and seen.payment_id == paid.id
        assert places() == (0, 0)
