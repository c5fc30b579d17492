"""A sandbox through the API: whoever may reset it, what it refuses to do, and where it does not count."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sandboxes import become_sandbox
from signing_in import Program

from api.network.types import Market
from kernel.ids import new_id
from markets.audit.models import MarketAuditEntry
from markets.documents import operations as documents
from markets.documents.models import Message
from markets.documents.types import MessageKind
from markets.events.models import Event
from markets.figures import operations as figures
from markets.figures.types import PayoutFigure, TillDelta
from tenants.database.session import as_hq, as_market
from tenants.messages.types import Channel
from tenants.network import models
from tenants.permissions import Role

RESET = """mutation ($input: ResetSandboxInput!) {
  resetSandbox(input: $input) { resetId errors { code path message } } }"""
EVENTS = (
    '{ events(first: 9, filter: {name: {eq: "sandbox.reset_requested"}}) { nodes { subjectId payload } } }'
)
WHERE = "market:casablanca"


@pytest.fixture
def sandbox(rollback: None) -> str:
    """Casablanca, which is a sandbox as long as the test lasts."""
    become_sandbox("casablanca")
    return "casablanca"


def reset(api: Any, reset_id: object = None) -> Any:
    return api.data(RESET, input={"resetId": str(reset_id or new_id())})["resetSandbox"]


class TestResetSandbox:
    def test_is_asked_for_by_an_event_that_a_follower_reads(
        self, sandbox: str, books: Any, sign_in: Callable[..., Any]
    ) -> None:
        reset_id, api = new_id(), sign_in(Role.INTEGRATOR, scope=sandbox)

        assert reset(api, reset_id) == {"resetId": str(reset_id), "errors": []}

        books.number_events()
        [event] = api.data(EVENTS)["events"]["nodes"]
        assert event["subjectId"] == str(reset_id)
        assert event["payload"]["by"].startswith("token:")
        with as_market(sandbox):
            assert MarketAuditEntry.objects.get().action == "resetSandbox"

    def test_is_refused_on_a_city_s_market(self, sign_in: Callable[..., Any]) -> None:
        refused = reset(sign_in(Role.INTEGRATOR, scope="casablanca"))

        assert refused["resetId"] is None
        [error] = refused["errors"]
        assert (error["code"], error["path"]) == ("NOT_A_SANDBOX", [])
        assert "casablanca" in error["message"]
        with as_market("casablanca"):
            assert not Event.objects.exists()

    @pytest.mark.parametrize("role", [Role.CASHIER, Role.STOCK_KEEPER, Role.ACCOUNTANT, Role.AUDITOR])
    def test_is_not_for_other_roles(self, sandbox: str, sign_in: Callable[..., Any], role: Role) -> None:
        assert sign_in(role, scope=sandbox).codes(RESET, input={"resetId": str(new_id())}) == ["FORBIDDEN"]

    @pytest.mark.parametrize("role", [Role.MARKET_MANAGER, Role.INTEGRATOR])
    def test_is_for_whoever_integrates_or_manages(
        self, sandbox: str, sign_in: Callable[..., Any], role: Role
    ) -> None:
        assert reset(sign_in(role, scope=sandbox))["errors"] == []

    def test_is_for_a_client_that_was_given_the_word(
        self, sandbox: str, make_client: Callable[..., Any], api: Any
    ) -> None:
        scope = f"{WHERE} sandbox:reset events:read"
        program = Program(make_client(scope=scope, grants=[(Role.INTEGRATOR, sandbox)]))

        def asking(words: str) -> Any:
            return api(program.credentials(scope=f"{WHERE} {words}")["access_token"], sandbox)

        assert reset(asking("sandbox:reset"))["errors"] == []
        assert asking("events:read").codes(RESET, input={"resetId": str(new_id())}) == ["FORBIDDEN"]

    def test_is_unknown_at_headquarters(self, sandbox: str, admin: Any) -> None:
        assert set(admin.codes(RESET, input={"resetId": str(new_id())})) == {"VALIDATION"}


class TestKind:
    def test_is_shown_on_both_sides_and_asked_for(
        self, sandbox: str, admin: Any, sign_in: Callable[..., Any]
    ) -> None:
        shown = sign_in(Role.INTEGRATOR, scope=sandbox).data("{ market { slug kind } }")["market"]
        assert shown == {"slug": "casablanca", "kind": "SANDBOX"}
        asked = "{ markets(first: 9, filter: {kind: {eq: CITY}}) { nodes { slug kind } } }"
        assert admin.data(asked)["markets"]["nodes"] == [{"slug": "marrakech", "kind": "CITY"}]


class TestFigures:
    """Sandboxes are no part of what headquarters reads over all markets."""

    NETWORK = """query ($markets: [ID!]) {
      network(since: "2026-11-01", until: "2027-01-01", groupBy: [MARKET], markets: $markets) {
        market { slug } tickets } }"""
    PAYOUTS = """query ($market: ID) { networkPayouts(market: $market) {
      rows { market { slug } } totals { payable { amountMinor } } } }"""

    @pytest.fixture
    def traded(self, nation: Any, sandbox: str) -> None:
        """The sandbox and a city sell the same, and owe the same."""
        cooperative, day = nation.add_cooperative(), date(2026, 11, 15)
        for market in (sandbox, "marrakech"):
            with as_market(market):
                sold = TillDelta(day=day, till_id=new_id(), tickets=1, items=2, gross_minor=500)
                figures.add(till=sold, cooperatives=[], categories=[])
                owed = PayoutFigure(
                    period_id=2026112,
                    cooperative_id=cooperative,
                    pay_on=day,
                    payable_minor=500,
                    held_minor=0,
                    carried_minor=0,
                )
                figures.record_payouts(rows=[owed])

    def here(self, slug: str) -> str:
        with as_hq():
            return Market.global_id(models.Market.objects.get(schema_name=slug).pk, None)

    @pytest.mark.usefixtures("traded")
    def test_of_the_network_leave_them_out(self, admin: Any) -> None:
        assert admin.data(self.NETWORK)["network"] == [{"market": {"slug": "marrakech"}, "tickets": 1}]
        assert admin.codes(self.NETWORK, markets=[self.here("casablanca")]) == ["NOT_FOUND"]

    @pytest.mark.usefixtures("traded")
    def test_of_payouts_leave_them_out(self, admin: Any) -> None:
        answered = admin.data(self.PAYOUTS)["networkPayouts"]
        assert answered["rows"] == [{"market": {"slug": "marrakech"}}]
        assert answered["totals"] == [{"payable": {"amountMinor": 500}}]
        assert admin.codes(self.PAYOUTS, market=self.here("casablanca")) == ["NOT_FOUND"]


class TestGuards:
    """Nothing leads from a sandbox to anybody's account or letterbox."""

    def refused(self, api: Any, name: str, given: dict[str, Any]) -> list[str]:
        document = f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input)"
        answered = api.data(document + " { errors { code } } }", input=given)
        return [error["code"] for error in answered[name]["errors"]]

    @pytest.mark.parametrize("rail", ["BANK_FILE", "STRIPE"])
    def test_refuse_a_batch_that_is_not_paid_by_hand(
        self, sandbox: str, books: Any, manager: Any, rail: str
    ) -> None:
        books.shop.sell((books.shop.add_goods(), 3))
        books.close()
        given = {"batchId": str(new_id()), "rail": rail, "executionOn": "2026-11-16"}

        assert self.refused(manager, "preparePayoutBatch", given) == ["NOT_IN_A_SANDBOX"]
        assert self.refused(manager, "preparePayoutBatch", given | {"rail": "MANUAL"}) == []

    def test_refuse_a_bank_and_a_stripe_account(self, sandbox: str, manager: Any) -> None:
        bank = {
            "debtorName": "Marché",
            "debtorIce": "1",
            "debtorRib": "1",
            "layout": "PAIN_V03",
            "expectedVersion": 0,
        }
        stripe = {
            "configurationId": str(new_id()),
            "apiKey": "sk_test_abcdefghijklmnop",
            "webhookSecrets": ["whsec_abcdefghijklmnop"],
            "platformCountry": "FR",
            "settlementCurrency": "eur",
            "expectedVersion": 0,
        }
        assert self.refused(manager, "setBankSettings", bank) == ["NOT_IN_A_SANDBOX"]
        assert self.refused(manager, "configureStripe", stripe) == ["NOT_IN_A_SANDBOX"]

    def test_show_no_account_number_in_full(self, sandbox: str, nation: Any, manager: Any) -> None:
        nation.add_cooperative()
        [account] = manager.data("{ payeeAccounts(first: 1) { nodes { id maskedRib } } }")["payeeAccounts"][
            "nodes"
        ]
        given = {"payeeAccountId": account["id"], "reason": "pour un essai de virement"}

        assert self.refused(manager, "revealPayeeAccount", given) == ["NOT_IN_A_SANDBOX"]

    def test_do_not_say_whom_to_reach(self, rollback: None, nation: Any, manager: Any) -> None:
        nation.add_cooperative()

        def contact() -> Any:
            [found] = manager.data("{ cooperatives(first: 9) { nodes { contact { name } } } }")[
                "cooperatives"
            ]["nodes"]
            return found["contact"]

        assert contact() == {"name": "la présidente"}
        become_sandbox("casablanca")
        assert contact() is None

    def test_tell_cooperatives_nothing(self, sandbox: str, books: Any, now: Any) -> None:
        books.shop.sell((books.shop.add_goods(), 3))
        period = books.close()
        said = {"channels": [Channel.EMAIL], "queued_at": now + timedelta(days=6)}
        [statement] = books.statements(period)
        with as_market(sandbox):
            assert documents.announce_period(period_id=period.pk, **said) == 0
            kind = MessageKind.PAYOUT_PAID
            told = {"statement_id": statement.pk, "subject_id": "x", "amount_minor": 1}
            assert documents.announce_payout(kind=kind, **told, **said) == 0
            assert not Message.objects.exists()
