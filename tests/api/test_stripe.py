"""Stripe through the API: what is told of the account, who may have it do something, and webhooks."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.test import Client
from stripe_builders import API_KEY, BIC, SECRET
from stripe_server.events import signed

from api.registry.types import Cooperative
from api.stripe_account.types import CardPayment
from api.web import stripe_webhook
from kernel.ids import new_id
from markets.sales.types import TenderKind, TenderRequest
from markets.stripe_account import models, operations, queries
from tenants.database.session import as_market
from tenants.permissions import Role

STATUS = """{ stripeAccount { configured enabled live version platformCountry webhookSecretCount
  cndpNumber apiVersion note { en } } }"""
CONFIGURE = """mutation ($input: ConfigureStripeInput!) { configureStripe(input: $input) {
  stripeAccount { configured enabled version platformCountry } errors { code path } } }"""
RATE = """mutation ($id: UUID!, $from: Date!, $rate: SafeInt!) {
  setStripeRate(input: {rateId: $id, effectiveFrom: $from, centimesPerMillion: $rate}) {
    stripeAccount { rates { currency effectiveFrom centimesPerMillion saidBy holds } }
    errors { code path } } }"""
CONNECT = """mutation ($id: UUID!, $cooperative: ID!, $bic: String!) {
  connectCooperative(input: {connectionId: $id, cooperativeId: $cooperative, bic: $bic}) {
    connectedAccount { id payoutsEnabled requirements cooperative { code } } errors { code path } } }"""
LINK = """mutation ($id: ID!) { createOnboardingLink(input: {connectionId: $id,
  refreshUrl: "https://m.example/again", returnUrl: "https://m.example/done"}) { url errors { code } } }"""
PAY = """mutation ($id: UUID!, $amount: SafeInt!) {
  createCardPayment(input: {paymentId: $id, amount: {amountMinor: $amount}}) {
    clientSecret cardPayment { id stripeId status } errors { code path } } }"""
REFUND = """mutation ($id: UUID!, $payment: ID!, $amount: SafeInt!) {
  refundCardPayment(input: {refundId: $id, paymentId: $payment, amount: {amountMinor: $amount}}) {
    cardRefund { status amount { amountMinor } } errors { code path } } }"""


def configuration(server: Any, **given: Any) -> dict[str, Any]:
    return {
        "configurationId": str(new_id()),
        "apiKey": API_KEY,
        "webhookSecrets": [SECRET],
        "platformCountry": "FR",
        "settlementCurrency": "eur",
        "legalBasis": "contrat",
        "cndpNumber": "T-1",
        "enabled": True,
        "expectedVersion": 0,
    } | given


@pytest.fixture
def ready(nation: Any, stripe: Any) -> Any:
    """Casablanca with its Stripe account."""
    with as_market("casablanca"):
        stripe.configure()
    return stripe


class TestStripeAccount:
    def test_is_told_plainly_when_there_is_none(self, manager: Any) -> None:
        told = manager.data(STATUS)["stripeAccount"]
        assert (told["configured"], told["enabled"], told["version"]) == (False, False, None)
        assert "does not open accounts for Moroccan businesses" in told["note"]["en"]

    def test_is_configured_and_its_keys_are_never_answered(self, manager: Any, stripe: Any) -> None:
        given = configuration(stripe)
        for _ in range(2):
            done = manager.ask(CONFIGURE, input=given)
            assert done["data"]["configureStripe"]["errors"] == []
        told = manager.ask(STATUS)
        assert told["data"]["stripeAccount"]["version"] == 1
        for secret in (API_KEY, SECRET):
            assert secret not in str(done) + str(told)
        schema = manager.data('{ __type(name: "StripeAccountStatus") { fields { name } } }')["__type"]
        assert not {"apiKey", "webhookSecrets", "sealedApiKey"} & {f["name"] for f in schema["fields"]}

    @pytest.mark.parametrize(
        ("given", "code", "path"),
        [
            ({"platformCountry": "MA"}, "STRIPE_COUNTRY_NOT_SUPPORTED", ["platformCountry"]),
            ({"cndpNumber": ""}, "STRIPE_TRANSFER_NOT_AUTHORISED", ["cndpNumber"]),
            ({"apiKey": "sk"}, "INVALID_VALUE", ["apiKey"]),
        ],
    )
    def test_is_refused_in_the_words_of_the_input(
        self, manager: Any, casablanca: str, given: dict[str, Any], code: str, path: list[str]
    ) -> None:
        done = manager.data(CONFIGURE, input=configuration(None, **given))["configureStripe"]
        assert done == {"stripeAccount": None, "errors": [{"code": code, "path": path}]}
        assert not models.StripeAccount.objects.exists()

    @pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.AUDITOR, Role.CASHIER, Role.INTEGRATOR])
    def test_is_configured_by_the_manager_only(
        self, sign_in: Callable[..., Any], casablanca: str, role: Role
    ) -> None:
        api = sign_in(role, scope="casablanca")
        assert api.codes(CONFIGURE, input=configuration(None)) == ["FORBIDDEN"]
        assert not models.StripeAccount.objects.exists()
        reads = role in (Role.ACCOUNTANT, Role.AUDITOR)
        assert api.codes(STATUS) == ([] if reads else ["FORBIDDEN"])


class TestRates:
    def test_hold_once_a_second_person_says_the_same(
        self, ready: Any, manager: Any, sign_in: Callable[..., Any], casablanca: str
    ) -> None:
        accountant = sign_in(Role.ACCOUNTANT, scope="casablanca")
        for api, holds in ((accountant, False), (manager, True)):
            asked = {"id": str(new_id()), "from": str(ready.now.date()), "rate": 9_800_000}
            done = api.data(RATE, **asked)["setStripeRate"]
            assert done["errors"] == []
            assert done["stripeAccount"]["rates"][0]["holds"] is holds
            assert api.data(RATE, **asked)["setStripeRate"] == done, "the same request again is once"
        assert queries.rate_on("usd", ready.now.date()) == 9_800_000

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CASHIER, Role.INTEGRATOR])
    def test_are_said_by_those_who_approve_payments_only(
        self, ready: Any, sign_in: Callable[..., Any], casablanca: str, role: Role
    ) -> None:
        asked = {"id": str(new_id()), "from": str(ready.now.date()), "rate": 9_800_000}
        assert sign_in(role, scope="casablanca").codes(RATE, **asked) == ["FORBIDDEN"]
        assert not models.StripeRate.objects.exists()

    def test_need_an_account_and_a_day_to_come(self, ready: Any, manager: Any, casablanca: str) -> None:
        asked = {"id": str(new_id()), "from": "2026-11-01", "rate": 9_800_000}
        errors = manager.data(RATE, **asked)["setStripeRate"]["errors"]
        assert errors == [{"code": "INVALID_VALUE", "path": ["effectiveFrom"]}]
        assert not models.StripeRate.objects.exists()


class TestRecipients:
    def test_are_connected_and_sent_to_stripes_questions(
        self, nation: Any, ready: Any, manager: Any, casablanca: str
    ) -> None:
        maker = nation.add_cooperative()
        asked = {"id": str(new_id()), "cooperative": Cooperative.global_id(maker, None), "bic": BIC}
        done = manager.data(CONNECT, **asked)["connectCooperative"]
        assert done["errors"] == [] and not done["connectedAccount"]["payoutsEnabled"]
        assert "company.name" in done["connectedAccount"]["requirements"]["currently_due"]
        link = manager.data(LINK, id=done["connectedAccount"]["id"])["createOnboardingLink"]
        assert "/setup/e/acct_" in link["url"]

    def test_are_connected_by_nobody_without_the_permission(
        self, nation: Any, ready: Any, sign_in: Callable[..., Any]
    ) -> None:
        maker = nation.add_cooperative()
        asked = {"id": str(new_id()), "cooperative": Cooperative.global_id(maker, None), "bic": BIC}
        for role in (Role.ACCOUNTANT, Role.CASHIER):
            assert sign_in(role, scope="casablanca").codes(CONNECT, **asked) == ["FORBIDDEN"]
        assert ready.control.requests() == []


class TestCardPayments:
    def test_are_asked_for_by_a_cashier_paid_sold_against_and_given_back(
        self, shop: Any, ready: Any, sign_in: Callable[..., Any], manager: Any
    ) -> None:
        cashier = sign_in(Role.CASHIER, scope="casablanca")
        asked = {"id": str(new_id()), "amount": 2_000}
        made = cashier.data(PAY, **asked)["createCardPayment"]
        assert made == cashier.data(PAY, **asked)["createCardPayment"]
        stripe_id = made["cardPayment"]["stripeId"]
        assert made["clientSecret"].startswith(stripe_id)
        ready.control.pay(id=stripe_id)
        tender = TenderRequest(kind=TenderKind.STRIPE, amount_minor=2_000, reference=stripe_id)
        sale = shop.sell((shop.add_goods(price_minor=1_000), 2), tenders=[tender])
        ready.listen()
        with as_market("casablanca"):
            operations.refresh_card_payment(stripe_id=stripe_id, refreshed_at=ready.now)

        query = "{ cardPayments(filter: {status: {eq: SUCCEEDED}}) { nodes { saleUuid settledFee } } }"
        assert manager.data(query)["cardPayments"]["nodes"] == [{"saleUuid": str(sale.id), "settledFee": 35}]
        assert cashier.codes(query) == ["FORBIDDEN"], "what Stripe costs is not a cashier's concern"

        payment = made["cardPayment"]["id"]
        given = cashier.data(REFUND, id=str(new_id()), payment=payment, amount=500)["refundCardPayment"]
        assert given["cardRefund"] == {"status": "SUCCEEDED", "amount": {"amountMinor": 500}}
        over = cashier.data(REFUND, id=str(new_id()), payment=payment, amount=1_501)["refundCardPayment"]
        assert over["errors"] == [{"code": "MORE_THAN_PAID", "path": ["amount"]}]

    def test_are_refused_plainly_where_there_is_no_stripe(self, manager: Any, casablanca: str) -> None:
        done = manager.data(PAY, id=str(new_id()), amount=500)["createCardPayment"]
        assert [error["code"] for error in done["errors"]] == ["STRIPE_NOT_CONFIGURED"]
        assert not models.CardPayment.objects.exists()

    def test_tell_that_nobody_knows_what_came_of_it(self, manager: Any, ready: Any) -> None:
        ready.control.fault(kind="error_before", path="/v1/payment_intents", method="POST")
        done = manager.data(PAY, id=str(new_id()), amount=500)["createCardPayment"]
        assert [error["code"] for error in done["errors"]] == ["STRIPE_OUTCOME_UNKNOWN"]

    def test_are_nothing_to_a_delegate(self, nation: Any, ready: Any, sign_in: Callable[..., Any]) -> None:
        maker = nation.add_cooperative()
        with as_market("casablanca"):
            paid = ready.payment()
        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=maker)
        assert delegate.data("{ cardPayments { totalCount } }") == {"cardPayments": {"totalCount": 0}}
        for name in ("connectedAccounts", "stripeDisputes", "stripeEvents"):
            assert delegate.codes(f"{{ {name} {{ totalCount }} }}") == ["FORBIDDEN"]
        key = CardPayment.global_id(paid.id, "casablanca")
        assert delegate.codes(REFUND, id=str(new_id()), payment=key, amount=1) == ["FORBIDDEN"]


class TestWebhook:
    def send(
        self, sent: dict[str, Any], *, host: str = "casablanca", method: str = "post"
    ) -> tuple[int, dict[str, Any]]:
        headers = {"host": f"{host}.testserver", "stripe-signature": sent["headers"]["Stripe-Signature"]}
        response = getattr(Client(headers=headers), method)(
            "/stripe/webhook", sent["body"], content_type="application/json"
        )
        return response.status_code, orjson.loads(response.content)

    def signed(self, stripe: Any, body: bytes, *, later: int = 0) -> dict[str, Any]:
        return {"body": body, "headers": signed(body, SECRET, int(stripe.now.timestamp()) + later)}

    def test_is_acted_upon_at_once_and_twice_is_once(self, ready: Any) -> None:
        with as_market("casablanca"):
            ready.listen()
            paid = ready.payment(paid=False)
            ready.control.pay(id=paid.stripe_id)
            for sent in ready.control.take(copies=2, backwards=True):
                assert self.send(sent)[0] == 200
            assert queries.card_payment(paid.id).status == "succeeded"
            assert not queries.waiting_events().exists()
            assert models.StripeEvent.objects.count() == 3

    def test_is_kept_and_answered_while_stripe_cannot_be_asked(self, ready: Any) -> None:
        with as_market("casablanca"):
            ready.listen()
            ready.payment(paid=False)
            [sent] = ready.control.take()
            ready.control.fault(kind="drop_before", times=None)
            status, told = self.send(sent)
            assert (status, [row.id for row in queries.waiting_events()]) == (200, [told["received"]])

    @pytest.mark.parametrize("later", [-301, 301])
    def test_is_refused_when_it_was_not_signed_now(self, ready: Any, later: int) -> None:
        status, told = self.send(self.signed(ready, b'{"id": "evt_1"}', later=later))
        assert (status, told["errors"][0]["extensions"]["code"]) == (400, "STRIPE_SIGNATURE_REFUSED")

    def test_is_refused_when_it_was_changed_or_is_no_event(self, ready: Any) -> None:
        sent = self.signed(ready, b'{"id": "evt_1"}')
        assert self.send(sent)[0] == 400
        assert self.send(sent | {"body": b'{"id": "evt_2"}'})[0] == 400
        with as_market("casablanca"):
            assert not models.StripeEvent.objects.exists()

    def test_is_refused_when_it_is_too_long(self, ready: Any) -> None:
        sent = self.signed(ready, b" " * (stripe_webhook.MOST_BYTES + 1))
        assert self.send(sent)[0] == 413

    def test_goes_to_a_market_that_has_stripe(self, ready: Any) -> None:
        sent = self.signed(ready, b"{}")
        assert self.send(sent, host="hq")[0] == 404
        status, told = self.send(sent, host="marrakech")
        assert (status, told["errors"][0]["extensions"]["code"]) == (404, "STRIPE_NOT_CONFIGURED")
        assert self.send(sent, method="put")[0] == 405
