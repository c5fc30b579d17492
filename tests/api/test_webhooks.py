"""Webhooks through the API: registered, tried out and replayed by their owner, on both sides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from listening import listen, number_events
from signing_in import Account, Hour, Program

from api.webhooks.standing import may_be_told
from kernel.ids import new_id
from markets.webhooks.books import MARKET_BOOKS
from markets.webhooks.models import WebhookDelivery
from tenants.access import SYSTEM
from tenants.database.session import as_hq, as_market
from tenants.network import operations as network
from tenants.oauth import operations as oauth
from tenants.oauth.operations import IssuedClient
from tenants.people import operations as people
from tenants.people.models import Membership
from tenants.permissions import Role
from tenants.webhooks import jobs, operations
from tenants.webhooks.books import HQ_BOOKS

REGISTER = """mutation ($input: RegisterWebhookInput!) { registerWebhook(input: $input) {
  webhook { id owner url eventTypes label disabledAt deliveries { totalCount } } secret
  errors { code path message(language: EN) } } }"""
UPDATE = """mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) {
  webhook { url eventTypes label disabledAt disabledBecause disabledPosition } errors { code path } } }"""
ROTATE = """mutation ($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) {
  webhook { id } secret errors { code path } } }"""
END = """mutation ($input: EndWebhookInput!) { endWebhook(input: $input) {
  webhook { endedAt } errors { code path } } }"""
TRY = """mutation ($input: SendTestWebhookInput!) { sendTestWebhook(input: $input) {
  delivery { state eventType data position } request { url headers body } errors { code path } } }"""
REPLAY = """mutation ($input: ReplayDeliveriesInput!) { replayDeliveries(input: $input) {
  count reachedPosition complete errors { code path } } }"""
WEBHOOKS = """{ webhooks { nodes { id owner url } }
  webhookDeliveries { nodes { webhookId state eventType webhook { id }
    attempts { nodes { number trouble address status requestBody } } } } }"""
SIDES = ["hq", "casablanca"]


def wanted(**changes: Any) -> dict[str, Any]:
    return {
        "webhookId": str(new_id()),
        "url": "https://receiver.example/hook",
        "eventTypes": ["webhook.disabled"],
        **changes,
    }


@pytest.fixture
def integrator(sign_in: Callable[..., Any]) -> Callable[[str], Any]:
    """An integrator on one side."""

    def make(side: str) -> Any:
        return sign_in(Role.INTEGRATOR, scope="network" if side == "hq" else side)

    return make


class TestRegister:
    @pytest.mark.parametrize("side", SIDES)
    def test_is_done_once_and_tells_the_secret(self, integrator: Callable[[str], Any], side: str) -> None:
        api, given = integrator(side), wanted(label="till", contactEmail="it@example.ma")
        first, again = (api.data(REGISTER, input=given)["registerWebhook"] for _ in range(2))
        assert first["errors"] == [] and first == again
        assert first["secret"].startswith("whsec_")
        assert first["webhook"]["eventTypes"] == ["webhook.disabled"]
        [row] = api.data(WEBHOOKS)["webhooks"]["nodes"]
        assert row["id"] == first["webhook"]["id"] and row["owner"] == first["webhook"]["owner"]

    @pytest.mark.parametrize(
        ("wrong", "code", "path"),
        [
            ({"url": "http://receiver.example/"}, "INVALID_VALUE", ["url"]),
            ({"url": "https://127.0.0.1/"}, "INVALID_VALUE", ["url"]),
            ({"eventTypes": ["sale.invented"]}, "UNKNOWN_EVENT_TYPE", ["eventTypes"]),
            ({"eventTypes": []}, "INVALID_VALUE", ["eventTypes"]),
            ({"contactEmail": "nobody"}, "INVALID_VALUE", ["contactEmail"]),
        ],
    )
    def test_refuses_what_cannot_be(
        self, manager: Any, wrong: dict[str, Any], code: str, path: list[str]
    ) -> None:
        answered = manager.data(REGISTER, input=wanted(**wrong))["registerWebhook"]
        assert [(e["code"], e["path"]) for e in answered["errors"]] == [(code, path)]
        assert answered["webhook"] is None and answered["secret"] is None
        assert manager.data(WEBHOOKS)["webhooks"]["nodes"] == []

    def test_knows_the_events_of_its_side(self, admin: Any, manager: Any) -> None:
        for api, name in ((admin, "sale.recorded"), (manager, "cooperative.registered")):
            [error] = api.data(REGISTER, input=wanted(eventTypes=[name]))["registerWebhook"]["errors"]
            assert error["code"] == "UNKNOWN_EVENT_TYPE"


class TestOwner:
    SCOPE = "market:casablanca events:read webhooks:read webhooks:write"

    @pytest.fixture
    def own(
        self,
        make_client: Callable[..., IssuedClient],
        make_account: Callable[..., Account],
        code_for: Callable[..., str],
        api: Any,
        rollback: None,
    ) -> Callable[[str], tuple[Any, Program, Account | None]]:
        """Who may register webhooks: an integration, or a person through an application."""

        def make(kind: str, scope: str = self.SCOPE) -> tuple[Any, Program, Account | None]:
            if kind == "integration":
                program = Program(make_client(grants=[(Role.INTEGRATOR, "casablanca")], scope=scope))
                return api(program.credentials()["access_token"], "casablanca"), program, None
            program, account = Program(make_client(scope=scope)), make_account(enrolled=True)
            token = program.exchange(code_for(program.client, account, scope=scope))["access_token"]
            return api(token, "casablanca"), program, account

        return make

    def deliver(self, hour: Hour) -> str:
        """As the worker does, to a receiver that nobody reaches; why the webhook was disabled."""
        with as_market("casablanca"):
            [webhook] = MARKET_BOOKS.webhook.objects.all()
            jobs.deliver(
                now=hour.now,
                webhook=str(webhook.pk),
                books=MARKET_BOOKS,
                told=may_be_told,
                clock=lambda: hour.now,
            )
            webhook.refresh_from_db()
        return str(webhook.disabled_because)

    @pytest.mark.parametrize(
        ("kind", "ending"),
        [("integration", "client"), ("person", "client"), ("person", "person"), ("person", "grant")],
    )
    def test_who_is_gone_is_told_nothing_more(
        self, own: Callable[[str], tuple[Any, Program, Account | None]], hour: Hour, kind: str, ending: str
    ) -> None:
        api, program, account = own(kind)
        assert api.data(REGISTER, input=wanted())["registerWebhook"]["errors"] == []
        assert self.deliver(hour) == ""
        with as_hq():
            if ending == "client":
                oauth.end_client(client_id=program.client.row.pk, actor=SYSTEM, at=hour.now)
            elif ending == "person":
                assert account is not None
                people.disable_person(person_id=account.person.pk, actor=SYSTEM, at=hour.now)
            else:
                [held] = Membership.objects.filter(person=account and account.person)
                people.end_grant(membership_id=held.pk, actor=SYSTEM, at=hour.now)
        assert self.deliver(hour) == "rights_ended"

    @pytest.mark.parametrize("kind", ["integration", "person"])
    def test_needs_to_read_events_to_have_them_told(
        self, own: Callable[..., tuple[Any, Program, Account | None]], kind: str
    ) -> None:
        api, _, _ = own(kind, "market:casablanca webhooks:read webhooks:write")
        assert api.codes(REGISTER, input=wanted()) == ["FORBIDDEN"]

    def test_may_disable_without_reading_events_but_not_have_them_told_elsewhere(
        self,
        own: Callable[..., tuple[Any, Program, Account | None]],
        api: Any,
    ) -> None:
        wide, program, _ = own("integration")
        webhook = wide.data(REGISTER, input=wanted())["registerWebhook"]["webhook"]["id"]
        scope = "market:casablanca webhooks:read webhooks:write"
        narrow = api(program.credentials(scope=scope)["access_token"], "casablanca")
        for change in ({"url": "https://elsewhere.example/"}, {"eventTypes": ["*"]}, {"enabled": True}):
            assert narrow.codes(UPDATE, input={"webhookId": webhook, **change}) == ["FORBIDDEN"]
        assert (
            narrow.data(UPDATE, input={"webhookId": webhook, "enabled": False})["updateWebhook"]["errors"]
            == []
        )


class TestWho:
    @pytest.mark.parametrize(
        ("role", "may_write", "may_read"),
        [
            (Role.MARKET_MANAGER, True, True),
            (Role.INTEGRATOR, True, True),
            (Role.AUDITOR, False, True),
            (Role.ACCOUNTANT, False, False),
            (Role.CASHIER, False, False),
            (Role.STOCK_KEEPER, False, False),
        ],
    )
    def test_may(self, sign_in: Callable[..., Any], role: Role, may_write: bool, may_read: bool) -> None:
        api = sign_in(role, scope="casablanca")
        assert api.codes(REGISTER, input=wanted()) == ([] if may_write else ["FORBIDDEN"])
        assert set(api.codes(WEBHOOKS)) == (set() if may_read else {"FORBIDDEN"})

    def test_sees_its_own_only_unless_it_looks_after_all(
        self, integrator: Callable[[str], Any], manager: Any
    ) -> None:
        mine, other = integrator("casablanca"), integrator("casablanca")
        webhook = mine.data(REGISTER, input=wanted())["registerWebhook"]["webhook"]["id"]
        mine.data(TRY, input={"webhookId": webhook})

        seen = other.data(WEBHOOKS)
        assert seen["webhooks"]["nodes"] == seen["webhookDeliveries"]["nodes"] == []
        for mutation, more in (
            (UPDATE, {"enabled": False}),
            (ROTATE, {"secretId": str(new_id())}),
            (END, {}),
            (TRY, {}),
            (REPLAY, {"which": {"since": 0}}),
        ):
            [(_, answered)] = other.data(mutation, input={"webhookId": webhook, **more}).items()
            assert [error["code"] for error in answered["errors"]] == ["NOT_FOUND"]
        assert other.codes("query ($id: ID!) { node(id: $id) { id } }", id=webhook) == ["NOT_FOUND"]
        assert len(manager.data(WEBHOOKS)["webhookDeliveries"]["nodes"]) == 1

    def test_is_nobody_of_another_market(
        self, integrator: Callable[[str], Any], sign_in: Callable[..., Any]
    ) -> None:
        webhook = integrator("casablanca").data(REGISTER, input=wanted())["registerWebhook"]["webhook"]["id"]
        elsewhere = sign_in(Role.MARKET_MANAGER, scope="marrakech")
        answered = elsewhere.data(END, input={"webhookId": webhook})["endWebhook"]
        assert [error["code"] for error in answered["errors"]] == ["NOT_FOUND"]


class TestLife:
    @pytest.fixture
    def webhook(self, manager: Any) -> str:
        return str(manager.data(REGISTER, input=wanted(eventTypes=["*"]))["registerWebhook"]["webhook"]["id"])

    def test_changes_and_ends(self, manager: Any, webhook: str) -> None:
        changed = manager.data(
            UPDATE,
            input={"webhookId": webhook, "enabled": False, "eventTypes": ["sale.recorded"], "label": "x"},
        )["updateWebhook"]["webhook"]
        assert (changed["disabledBecause"], changed["eventTypes"]) == ("OWNER", ["sale.recorded"])
        enabled = manager.data(UPDATE, input={"webhookId": webhook, "enabled": True})["updateWebhook"]
        assert enabled["webhook"]["disabledAt"] is None
        for _ in range(2):
            ended = manager.data(END, input={"webhookId": webhook})["endWebhook"]
            assert ended["webhook"]["endedAt"] is not None
        [error] = manager.data(UPDATE, input={"webhookId": webhook, "enabled": True})["updateWebhook"][
            "errors"
        ]
        assert error["code"] == "WEBHOOK_ENDED"

    def test_rotates_its_secret(self, manager: Any, webhook: str) -> None:
        given = {"webhookId": webhook, "secretId": str(new_id()), "overlapHours": 1}
        first, again = (manager.data(ROTATE, input=given)["rotateWebhookSecret"] for _ in range(2))
        assert first == again and first["secret"].startswith("whsec_")
        [error] = manager.data(ROTATE, input={**given, "secretId": str(new_id()), "overlapHours": 500})[
            "rotateWebhookSecret"
        ]["errors"]
        assert (error["code"], error["path"]) == ("INVALID_VALUE", ["overlapHours"])

    def test_is_tried_out(self, manager: Any, webhook: str, now: datetime) -> None:
        sent = manager.data(TRY, input={"webhookId": webhook, "eventType": "sale.recorded"})[
            "sendTestWebhook"
        ]
        assert (sent["delivery"]["state"], sent["delivery"]["position"]) == ("WAITING", None)
        assert sent["delivery"]["data"]["test"] is True and sent["request"] is None
        shown = manager.data(TRY, input={"webhookId": webhook, "dryRun": True})["sendTestWebhook"]
        assert shown["delivery"] is None
        assert shown["request"]["headers"]["webhook-timestamp"] == str(int(now.timestamp()))
        with as_market("casablanca"):
            assert WebhookDelivery.objects.count() == 1

    def test_replays(self, books: Any, manager: Any, webhook: str) -> None:
        books.shop.grow()
        books.number_events()
        with as_market("casablanca"):
            last = MARKET_BOOKS.log.objects.count()
        for which, count in (({"since": 0}, last), ({"range": {"after": 0, "upTo": 2}}, 2)):
            done = manager.data(REPLAY, input={"webhookId": webhook, "which": which})["replayDeliveries"]
            assert (done["count"], done["complete"], done["errors"]) == (count, True, [])
        with as_market("casablanca"):
            key = WebhookDelivery.objects.get(position=1).pk
        node = manager.data("{ webhookDeliveries(filter: {position: {eq: 1}}) { nodes { id webhookId } } }")
        [delivery] = node["webhookDeliveries"]["nodes"]
        assert delivery["webhookId"] == str(key)
        done = manager.data(REPLAY, input={"webhookId": webhook, "which": {"deliveries": [delivery["id"]]}})
        assert done["replayDeliveries"]["count"] == 1
        wrong = {"webhookId": webhook, "which": {"range": {"after": 5, "upTo": 2}}}
        [error] = manager.data(REPLAY, input=wrong)["replayDeliveries"]["errors"]
        assert error["code"] == "INVALID_VALUE"
        assert manager.codes(REPLAY, input={"webhookId": webhook, "which": {"since": 0, "deliveries": []}})

    def test_shows_every_attempt(self, manager: Any, rollback: None, now: datetime) -> None:
        with as_market("casablanca"):
            listen(MARKET_BOOKS, at=now)
        [row] = manager.data(WEBHOOKS)["webhookDeliveries"]["nodes"]
        [attempt] = row["attempts"]["nodes"]
        assert (attempt["number"], attempt["trouble"], attempt["status"]) == (1, "ADDRESS_REFUSED", None)
        assert attempt["address"] == "10.0.0.1" and '"test":true' in attempt["requestBody"]


def test_headquarters_own_are_told_of_the_network(admin: Any, now: datetime) -> None:
    webhook = admin.data(REGISTER, input=wanted(eventTypes=["market.suspended"]))["registerWebhook"]
    with as_hq():
        network.suspend_market(slug="casablanca", at=now)
        number_events(HQ_BOOKS)
        operations.fan_out(books=HQ_BOOKS, limit=10, now=now)
    [row] = admin.data(WEBHOOKS)["webhookDeliveries"]["nodes"]
    assert (row["eventType"], row["webhook"]["id"]) == ("market.suspended", webhook["webhook"]["id"])
