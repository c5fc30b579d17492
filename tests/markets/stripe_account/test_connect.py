"""Cooperatives as recipients, and what Stripe wants to know of them."""

from datetime import timedelta
from typing import Any

import pytest
from stripe_builders import BIC

from kernel.errors import InvalidValue, NotFound
from kernel.identifiers import rib_with_key
from kernel.ids import new_id
from markets.events.models import Event
from markets.stripe_account import operations, queries
from markets.stripe_account.gateways import StripeOutcomeUnknown
from markets.stripe_account.models import ConnectedAccount
from shared_catalog.registry import operations as registry
from shared_catalog.registry.types import AccountDetails
from tenants.database.session import as_hq


def connect(customer: Any, cooperative_id: Any, **given: Any) -> ConnectedAccount:
    asked = {"connection_id": new_id(), "bic": BIC, "requested_at": customer.now, "actor": "person:amina"}
    return operations.connect_cooperative(cooperative_id=cooperative_id, **(asked | given))


def give_another_account(cooperative: Any, now: Any) -> None:
    """An account that nobody has verified supersedes the verified one."""
    account = AccountDetails(holder="Autre", rib=rib_with_key("2307800000000000000012"))
    with as_hq():
        registry.record_payee_account(
            account_id=new_id(), cooperative_id=cooperative.id, account=account, at=now, actor="test"
        )


class TestConnectCooperative:
    def test_is_paid_on_the_verified_account_and_still_owes_answers(self, customer: Any) -> None:
        maker = customer.make_cooperative()
        row = connect(customer, maker.id)
        [remote] = customer.control.objects(kind="bank_account")
        assert remote["last4"] == row.bank_last4
        assert (row.country, row.currency, row.payout_interval) == ("MA", "mad", "manual")
        assert not row.payouts_enabled
        assert "company.name" in row.requirements["currently_due"]
        assert row.capabilities == {"transfers": "inactive"}

    def test_is_made_once_though_the_answer_was_lost(self, customer: Any) -> None:
        maker, key = customer.make_cooperative(), new_id()
        customer.control.fault(kind="error_before", path="/v1/accounts", method="POST")
        with pytest.raises(StripeOutcomeUnknown):
            connect(customer, maker.id, connection_id=key)
        assert ConnectedAccount.objects.get().stripe_id is None
        customer.control.clock(advance=25 * 3600)
        later = customer.now + timedelta(hours=25)
        row = connect(customer, maker.id, connection_id=key, requested_at=later)
        assert row.stripe_id and connect(customer, maker.id, connection_id=key).stripe_id == row.stripe_id
        assert len(customer.control.objects(kind="account")) == 1

    def test_is_refused_twice_for_one_cooperative(self, customer: Any) -> None:
        maker = customer.make_cooperative()
        row = connect(customer, maker.id)
        for cooperative_id, key in ((maker.id, new_id()), (customer.make_cooperative().id, row.id)):
            with pytest.raises(operations.CooperativeAlreadyConnected):
                connect(customer, cooperative_id, connection_id=key)
        assert len(customer.control.objects(kind="account")) == 1

    def test_is_refused_without_a_verified_account_or_a_bank(self, customer: Any) -> None:
        maker = customer.make_cooperative()
        with pytest.raises(InvalidValue):
            connect(customer, maker.id, bic="bcma")
        with pytest.raises(NotFound):
            connect(customer, new_id())
        give_another_account(maker, customer.now)
        with pytest.raises(operations.NoUsableAccount):
            connect(customer, maker.id)
        assert customer.control.objects(kind="account") == []

    def test_needs_an_account_of_the_market_that_is_enabled(self, casablanca: str, stripe: Any) -> None:
        maker = stripe.make_cooperative()
        with pytest.raises(queries.StripeNotConfigured):
            connect(stripe, maker.id)
        stripe.configure(enabled=False)
        with pytest.raises(queries.StripeNotEnabled):
            connect(stripe, maker.id)
        assert not ConnectedAccount.objects.exists()
        assert stripe.control.requests() == []


class TestRefreshConnectedAccount:
    def test_mirrors_what_stripe_wants_and_until_when(self, customer: Any) -> None:
        row = customer.connect()
        assert row.payouts_enabled and row.requirements["currently_due"] == []
        deadline = int((customer.now + timedelta(days=14)).timestamp())
        customer.control.account(
            id=row.stripe_id,
            requirements={
                "past_due": ["company.tax_id"],
                "current_deadline": deadline,
                "disabled_reason": "requirements.past_due",
            },
        )
        later = customer.now + timedelta(hours=1)
        operations.refresh_connected_account(stripe_id=row.stripe_id, refreshed_at=later)
        seen = ConnectedAccount.objects.get()
        assert (seen.payouts_enabled, seen.disabled_reason) == (False, "requirements.past_due")
        assert seen.requirements["past_due"] == ["company.tax_id"]
        assert seen.current_deadline == customer.now + timedelta(days=14)
        told = Event.objects.filter(name="connected_account.changed").order_by("id")
        assert [event.payload["payouts_enabled"] for event in told] == [False, True, False]

    def test_is_nothing_for_an_account_of_somebody_else(self, customer: Any) -> None:
        asked = len(customer.control.requests())
        assert operations.refresh_connected_account(stripe_id="acct_9", refreshed_at=customer.now) is None
        assert len(customer.control.requests()) == asked

    def test_keeps_no_answer_that_another_has_overtaken(self, customer: Any) -> None:
        """Between the question and its answer the row is written by somebody who asked later."""
        row, asked = customer.connect(), []

        class Overtaken:
            def account(self, account_id: str) -> Any:
                found = customer.gateway().account(account_id)
                if not asked:
                    customer.control.account(id=account_id, requirements={"disabled_reason": "listed"})
                    operations.refresh_connected_account(stripe_id=account_id, refreshed_at=customer.now)
                asked.append(found.payouts_enabled)
                return found

        operations.refresh_connected_account(
            stripe_id=row.stripe_id, refreshed_at=customer.now, gateway=Overtaken()
        )
        assert asked == [True, False]
        assert ConnectedAccount.objects.get().disabled_reason == "listed"

    def test_says_that_stripe_no_longer_shows_it(self, customer: Any) -> None:
        row = customer.connect()
        del customer.server.world.objects[row.stripe_id]
        operations.refresh_connected_account(stripe_id=row.stripe_id, refreshed_at=customer.now)
        seen = ConnectedAccount.objects.get()
        assert (seen.payouts_enabled, seen.disabled_reason) == (False, "resource_missing")


class TestOnboardingLink:
    def test_leads_to_the_cooperatives_own_account(self, customer: Any) -> None:
        row = customer.connect(verified=False)
        asked = {"refresh_url": "https://m.example/again", "return_url": "https://m.example/done"}
        url, until = operations.create_onboarding_link(connection_id=row.id, **asked)
        assert row.stripe_id in url and until > customer.now

    def test_is_refused_before_there_is_one(self, customer: Any) -> None:
        asked = {"refresh_url": "https://m.example/again", "return_url": "https://m.example/done"}
        with pytest.raises(NotFound):
            operations.create_onboarding_link(connection_id=new_id(), **asked)
        row = customer.connect(verified=False)
        ConnectedAccount.objects.update(stripe_id=None)
        with pytest.raises(operations.NotConnected):
            operations.create_onboarding_link(connection_id=row.id, **asked)
        with pytest.raises(InvalidValue):
            operations.create_onboarding_link(
                connection_id=row.id, refresh_url="javascript:alert(1)", return_url="https://m.example"
            )
