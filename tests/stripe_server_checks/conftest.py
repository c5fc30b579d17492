"""A server of its own for each test, and stripe-python's client on it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from stripe_server.control import Control
from stripe_server.server import StripeServer, running

KEY = "sk_test_tadamun0000000000"


@pytest.fixture
def server() -> Iterator[StripeServer]:
    with running() as server:
        server.control.clock(frozen_at=1_800_000_000)
        yield server


@pytest.fixture
def control(server: StripeServer) -> Control:
    return server.control


@pytest.fixture
def client(server: StripeServer) -> stripe.StripeClient:
    """The library's own client, which tries once."""
    return stripe.StripeClient(KEY, base_addresses={"api": server.url})


@pytest.fixture
def recipient(client: stripe.StripeClient, control: Control) -> Callable[[], Any]:
    """A Moroccan recipient, verified, with a bank account and a manual schedule."""

    def make() -> Any:
        account = client.v1.accounts.create(
            params={
                "country": "MA",
                "capabilities": {"transfers": {"requested": True}},
                "tos_acceptance": {"service_agreement": "recipient"},
                "settings": {"payouts": {"schedule": {"interval": "manual"}}},
                "external_account": {
                    "object": "bank_account",
                    "country": "MA",
                    "currency": "mad",
                    "account_number": "MA64011519000001205000534921",
                    "routing_number": "AAAAMAMAXXX",
                },
            }
        )
        control.account(id=account.id, verified=True)
        return account

    return make
