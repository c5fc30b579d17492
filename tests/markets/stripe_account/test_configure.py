"""Saying which Stripe account is the market's."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import override_settings
from stripe_builders import API_KEY, SECRET

from kernel.errors import DomainError, InvalidValue
from kernel.ids import new_id
from kernel.keyring import BrokenSeal
from markets.events.models import Event
from markets.stripe_account import operations, queries
from markets.stripe_account.models import StripeAccount
from tenants.database.session import as_market

LIVE = "sk_live_tadamun0000000000"


@pytest.mark.usefixtures("casablanca")
class TestConfigureStripe:
    def configure(self, stripe: Any, configuration_id: Any = None, **given: Any) -> StripeAccount:
        return operations.configure_stripe(
            configuration_id=configuration_id or new_id(),
            settings=stripe.settings(**given),
            configured_at=stripe.now,
            actor="person:amina",
        )

    def test_seals_the_keys_and_opens_them_for_this_row_only(self, stripe: Any) -> None:
        account = self.configure(stripe)
        other = self.configure(stripe, webhook_secrets=("whsec_new0", SECRET))
        for row in (account, other):
            stored = bytes(row.sealed_api_key) + bytes(row.sealed_webhook_secrets) + bytes(row.fingerprint)
            assert API_KEY.encode() not in stored and SECRET.encode() not in stored
        assert queries.access_to(other).api_key == API_KEY
        assert queries.webhook_secrets_of(queries.configured_account()) == ["whsec_new0", SECRET]
        other.id = account.id
        with pytest.raises(BrokenSeal):
            queries.access_to(other)

    def test_is_in_force_by_its_version_in_this_market_only(self, stripe: Any) -> None:
        self.configure(stripe)
        second = self.configure(stripe, enabled=False)
        assert (queries.configured_account().id, second.version) == (second.id, 2)
        with pytest.raises(queries.StripeNotEnabled):
            queries.enabled_account()
        said = Event.objects.filter(name="stripe.configured").order_by("id")
        assert [event.payload["version"] for event in said] == [1, 2]
        with as_market("marrakech"), pytest.raises(queries.StripeNotConfigured) as refused:
            queries.configured_account()
        assert "Moroccan businesses" in refused.value.message("en")

    def test_is_once_for_one_id(self, stripe: Any) -> None:
        key = new_id()
        assert self.configure(stripe, key).version == self.configure(stripe, key).version == 1
        with pytest.raises(operations.ConfigurationIdReused):
            self.configure(stripe, key, platform_country="FR")
        assert StripeAccount.objects.count() == 1

    @pytest.mark.parametrize(
        ("given", "refusal", "path"),
        [
            ({"platform_country": "MA"}, operations.PlatformCountryNotSupported, "platform_country"),
            ({"platform_country": "KE"}, operations.PlatformCountryNotSupported, "platform_country"),
            ({"cndp_number": " "}, operations.TransferNotAuthorised, "cndp_number"),
            ({"legal_basis": ""}, operations.TransferNotAuthorised, "cndp_number"),
            ({"api_key": "pk_test_tadamun0000000000"}, InvalidValue, "api_key"),
            ({"api_key": API_KEY + "\n"}, InvalidValue, "api_key"),
            ({"publishable_key": "pk_live_tadamun0000000000"}, InvalidValue, "publishable_key"),
            ({"webhook_secrets": ()}, InvalidValue, "webhook_secrets"),
            ({"webhook_secrets": ("",)}, InvalidValue, "webhook_secrets"),
            ({"webhook_secrets": (SECRET,) * 5}, InvalidValue, "webhook_secrets"),
            ({"settlement_currency": "USD"}, InvalidValue, "settlement_currency"),
            ({"cndp_number": "x" * 81}, InvalidValue, "cndp_number"),
            ({"api_base": "https://api.example.com"}, InvalidValue, "api_base"),
            ({"api_base": "http://127.0.0.1:80@evil.example"}, InvalidValue, "api_base"),
            ({"api_key": LIVE, "publishable_key": ""}, InvalidValue, "api_base"),
        ],
    )
    def test_refuses_and_repeats_no_secret(
        self, stripe: Any, given: dict[str, Any], refusal: type[DomainError], path: str
    ) -> None:
        with pytest.raises(refusal) as refused:
            self.configure(stripe, **given)
        assert refused.value.path == (path,)
        for secret in (API_KEY, LIVE, SECRET):
            assert secret not in refused.value.message("en")
        assert not StripeAccount.objects.exists()

    def test_goes_nowhere_but_to_stripe_in_production(self, stripe: Any) -> None:
        with override_settings(STRIPE_MAY_BE_ELSEWHERE=False), pytest.raises(InvalidValue):
            self.configure(stripe)
        account = self.configure(stripe, api_key=LIVE, publishable_key="", api_base="")
        assert account.live

    def test_may_be_known_before_it_is_authorised(self, stripe: Any) -> None:
        account = self.configure(stripe, enabled=False, legal_basis="", cndp_number="")
        assert account.enabled_at is None

    def test_says_no_secret_of_itself(self, stripe: Any) -> None:
        settings = stripe.settings()
        assert API_KEY not in repr(settings) and SECRET not in repr(settings)
        assert API_KEY not in repr(queries.access_to(self.configure(stripe)))
        assert replace(settings) == settings
