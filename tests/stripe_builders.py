"""A market with a Stripe account, on the tests' own Stripe, and the steps that tests take there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from stripe_server.control import Control
from stripe_server.server import StripeServer, running

from kernel.ids import new_id
from markets.stripe_account import operations, queries
from markets.stripe_account.gateways import Pace, Patience, StripeGateway, _stripe
from markets.stripe_account.models import CardPayment, ConnectedAccount, StripeAccount
from markets.stripe_account.types import Access, Settings
from shared_catalog.registry.models import Cooperative

API_KEY, SECRET = "sk_test_tadamun0000000000", "whsec_tadamun0000"
BIC = "BCMAMAMCXXX"


@dataclass(slots=True)
class Waits:
    """A clock that only sleeping moves, and how long was slept each time."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def pace(self, a_second: int = 8) -> Pace:
        return Pace(a_second=a_second, clock=self.clock, sleep=self.sleep)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture(scope="session")
def one_stripe() -> Iterator[StripeServer]:
    with running() as server:
        yield server


@dataclass(slots=True, kw_only=True)
class Stripe:
    """The tests' Stripe, and the market whose login is in use as its customer."""

    server: StripeServer
    waits: Waits
    now: datetime
    make_cooperative: Callable[..., Cooperative]

    @property
    def control(self) -> Control:
        return self.server.control

    def settings(self, **given: Any) -> Settings:
        """What configures the market for this server; any of it may be said otherwise."""
        settings = Settings(
            api_key=API_KEY,
            webhook_secrets=(SECRET,),
            publishable_key="pk_test_tadamun0000000000",
            platform_country="US",
            settlement_currency="usd",
            legal_basis="Contrat avec la coopérative",
            cndp_number="T-123/2026",
            enabled=True,
            api_base=self.server.url,
        )
        return replace(settings, **given)

    def configure(self, **given: Any) -> StripeAccount:
        return operations.configure_stripe(
            configuration_id=new_id(),
            settings=self.settings(**given),
            configured_at=self.now,
            actor="person:amina",
        )

    def gateway(self, **given: Any) -> StripeGateway:
        """The account's gateway, which waits for nothing in truth."""
        patience = Patience(**{"draw": lambda: 0.5, **given})
        access = Access(api_key=API_KEY, api_base=self.server.url)
        return StripeGateway(access, pace=self.waits.pace(), patience=patience)

    def connect(self, cooperative: Cooperative | None = None, *, verified: bool = True) -> ConnectedAccount:
        """A cooperative as a recipient, with nothing left that Stripe wants to know."""
        maker = cooperative or self.make_cooperative()
        row = operations.connect_cooperative(
            connection_id=new_id(),
            cooperative_id=maker.id,
            bic=BIC,
            requested_at=self.now,
            actor="person:amina",
        )
        assert row.stripe_id is not None
        if verified:
            self.control.account(id=row.stripe_id, verified=True)
            operations.refresh_connected_account(stripe_id=row.stripe_id, refreshed_at=self.now)
        return ConnectedAccount.objects.get(pk=row.pk)

    def payment(self, amount_minor: int = 20_000, *, paid: bool = True) -> CardPayment:
        """A card payment, completed by the customer."""
        made = operations.create_card_payment(
            payment_id=new_id(), amount_minor=amount_minor, requested_at=self.now, actor="person:karim"
        ).payment
        assert made.stripe_id is not None
        if paid:
            self.control.pay(id=made.stripe_id)
            operations.refresh_card_payment(stripe_id=made.stripe_id, refreshed_at=self.now)
        return queries.card_payment(made.id)

    def listen(self) -> None:
        """Webhooks from here on, held until they are taken."""
        self.control.endpoint(url="http://127.0.0.1:9/stripe/webhook", secret=SECRET)


@pytest.fixture
def stripe(
    one_stripe: StripeServer,
    waits: Waits,
    now: datetime,
    make_cooperative: Callable[..., Cooperative],
    monkeypatch: pytest.MonkeyPatch,
) -> Stripe:
    """An empty Stripe whose clock stands where the tests are, and a process that sleeps in no time."""
    one_stripe.reset()
    one_stripe.control.clock(frozen_at=int(now.timestamp()))
    monkeypatch.setattr(_stripe, "PACE", waits.pace())
    return Stripe(server=one_stripe, waits=waits, now=now, make_cooperative=make_cooperative)


@pytest.fixture
def customer(casablanca: str, stripe: Stripe) -> Stripe:
    """The market casablanca with its Stripe account, enabled."""
    stripe.configure()
    return stripe
