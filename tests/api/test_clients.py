"""Clients in the API: who registers and sees which, and secrets that are told once."""

from collections.abc import Callable
from typing import Any

import pytest
from signing_in import Account, Hour, Program

from kernel.ids import new_id
from tenants.access import NETWORK, SYSTEM
from tenants.database.session import as_hq
from tenants.oauth import operations as oauth
from tenants.people import operations as people
from tenants.people.models import Membership
from tenants.permissions import Role

REGISTER = """mutation ($input: RegisterClientInput!) { registerClient(input: $input) {
  client { id uuid name kind confidential scope redirectUris registeredBy endedAt
    grants { nodes { role scope } } }
  secret errors { code path message(language: EN) } } }"""
ROTATE = """mutation ($input: RotateClientSecretInput!) { rotateClientSecret(input: $input) {
  client { uuid } secret errors { code path } } }"""
END = """mutation ($input: EndClientInput!) { endClient(input: $input) {
  client { endedAt endedBy } errors { code path } } }"""
LIST = "{ clients { nodes { uuid } totalCount } }"


def given(**more: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "name": "Compta",
        "kind": "INTEGRATION",
        "grants": [{"role": "ACCOUNTANT", "scope": "casablanca"}],
    } | more


@pytest.fixture
def person_at_hq(
    make_client: Callable[..., oauth.IssuedClient],
    make_account: Callable[..., Account],
    code_for: Callable[..., str],
    api: Any,
    rollback: None,
) -> Callable[..., Any]:
    """A person on headquarters' host, through an application that may look after clients and more."""
    scope = "network clients:read clients:write sales:read sales:record listings:read stock:read tills:read"
    scope += " registry:read catalogue:read markets:read figures:read events:read"
    scope += " bulk:read bulk:write webhooks:read webhooks:write sandbox:reset"

    def make(role: Role, where: str, asked: str | None = None) -> Any:

        program = Program(make_client(scope=scope))
        account = make_account(role, scope=where, enrolled=True)
        code = code_for(program.client, account, scope=asked or scope)
        return api(program.exchange(code)["access_token"], "hq")

    return make


class TestRegisterClient:
    def test_tells_the_secret_once(self, admin: Any, hour: Hour) -> None:
        answered = admin.data(REGISTER, input=given())["registerClient"]
        assert answered["errors"] == []
        client = answered["client"]
        assert client["kind"] == "INTEGRATION" and client["confidential"] and client["redirectUris"] == []
        assert client["grants"]["nodes"] == [{"role": "ACCOUNTANT", "scope": "casablanca"}]
        assert "market:casablanca" in client["scope"] and "ledger:read" in client["scope"]
        row = type("Row", (), {"client_id": client["uuid"]})()
        program = Program(oauth.IssuedClient(row, answered["secret"]))
        assert program.credentials(scope="ledger:read")["scope"] == "market:casablanca ledger:read"

    def test_is_refused_again_with_the_same_id(self, admin: Any) -> None:
        same = given()
        admin.data(REGISTER, input=same)
        [error] = admin.data(REGISTER, input=same)["registerClient"]["errors"]
        assert error["code"] == "CLIENT_ID_TAKEN"

    def test_says_where_the_input_is_wrong(self, admin: Any) -> None:
        wrong = given(
            kind="APPLICATION", grants=[], scope=["network", "sales:read"], redirectUris=["http://a.ma/"]
        )
        [error] = admin.data(REGISTER, input=wrong)["registerClient"]["errors"]
        assert (error["code"], error["path"]) == ("INVALID_VALUE", ["redirectUris", "0"])

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.HQ_ANALYST, Role.REGISTRY_OFFICER, Role.INTEGRATOR])
    def test_is_for_who_looks_after_clients(self, sign_in: Callable[..., Any], role: Role) -> None:
        assert sign_in(role).codes(REGISTER, input=given()) == ["FORBIDDEN"]

    def test_is_not_for_strangers(self, anonymous: Any) -> None:
        assert anonymous.codes(REGISTER, input=given()) == ["UNAUTHENTICATED"]

    def test_by_a_manager_stays_in_his_market(self, person_at_hq: Callable[..., Any]) -> None:
        manager = person_at_hq(Role.MARKET_MANAGER, "casablanca")
        till = given(grants=[{"role": "INTEGRATOR", "scope": "casablanca"}])
        assert manager.data(REGISTER, input=till)["registerClient"]["errors"] == []
        for grant in ({"role": "INTEGRATOR", "scope": "marrakech"}, {"role": "INTEGRATOR", "scope": NETWORK}):
            [error] = manager.data(REGISTER, input=given(grants=[grant]))["registerClient"]["errors"]
            assert error["code"] == "CLIENT_EXCEEDS_REGISTRAR"

    def test_through_an_application_gives_no_more_than_the_application_was_allowed(
        self, person_at_hq: Callable[..., Any]
    ) -> None:
        manager = person_at_hq(
            Role.MARKET_MANAGER, "casablanca", "network clients:read clients:write sales:read"
        )
        [error] = manager.data(REGISTER, input=given(grants=[{"role": "CASHIER", "scope": "casablanca"}]))[
            "registerClient"
        ]["errors"]
        assert error["code"] == "CLIENT_EXCEEDS_REGISTRAR" and "sales:record" in error["message"]

    def test_by_a_client_gives_no_more_than_it_holds(
        self, make_client: Callable[..., oauth.IssuedClient], api: Any, rollback: None
    ) -> None:
        scope = "network clients:write clients:read sales:read ledger:read"
        program = Program(make_client(grants=[(Role.HQ_ADMIN, NETWORK)], scope=scope))
        asked = api(program.credentials()["access_token"], "hq")
        wider = given(grants=[{"role": "ACCOUNTANT", "scope": "casablanca"}])
        [error] = asked.data(REGISTER, input=wider)["registerClient"]["errors"]
        assert error["code"] == "CLIENT_EXCEEDS_REGISTRAR"
        within = wider | {"scope": ["market:casablanca", "ledger:read"]}
        done = asked.data(REGISTER, input=within)["registerClient"]
        assert done["errors"] == [] and done["client"]["registeredBy"] == f"client:{program.client.row.pk}"


class TestRotateAndEnd:
    def test_change_what_the_client_can_do(self, admin: Any) -> None:
        registered = admin.data(REGISTER, input=given())["registerClient"]
        row = type("Row", (), {"client_id": registered["client"]["uuid"]})()
        old = Program(oauth.IssuedClient(row, registered["secret"]))
        named = {"clientId": registered["client"]["id"]}
        rotated = admin.data(ROTATE, input=named | {"overlap": 0})["rotateClientSecret"]
        new = Program(oauth.IssuedClient(row, rotated["secret"]))
        assert old.credentials()["error"] == "invalid_client" and "access_token" in new.credentials()
        ended = admin.data(END, input=named)["endClient"]["client"]
        assert ended["endedAt"] and ended["endedBy"].startswith("token:")
        assert new.credentials()["error"] == "invalid_client"
        [error] = admin.data(ROTATE, input=named)["rotateClientSecret"]["errors"]
        assert error["code"] == "CLIENT_ENDED"

    def test_are_not_for_clients_that_one_does_not_look_after(
        self, admin: Any, person_at_hq: Callable[..., Any]
    ) -> None:
        of_both = given(
            grants=[
                {"role": "ACCOUNTANT", "scope": "casablanca"},
                {"role": "ACCOUNTANT", "scope": "marrakech"},
            ]
        )
        shared = admin.data(REGISTER, input=of_both)["registerClient"]["client"]
        narrow = given(scope=["market:casablanca", "sales:read"])
        own = admin.data(REGISTER, input=narrow)["registerClient"]["client"]
        manager = person_at_hq(Role.MARKET_MANAGER, "casablanca")
        nodes = manager.data(LIST)["clients"]["nodes"]
        assert nodes == [{"uuid": own["uuid"]}]
        for mutation, name in ((ROTATE, "rotateClientSecret"), (END, "endClient")):
            [error] = manager.data(mutation, input={"clientId": shared["id"]})[name]["errors"]
            assert error["code"] == "NOT_FOUND"
            assert manager.data(mutation, input={"clientId": own["id"]})[name]["errors"] == []

    def test_give_nobody_a_client_that_may_more_than_he(
        self,
        make_client: Callable[..., oauth.IssuedClient],
        person_at_hq: Callable[..., Any],
        admin: Any,
    ) -> None:
        """Through an application that may look after clients and little else, nor where one only reads."""
        wide = make_client(grants=[(Role.HQ_ADMIN, NETWORK)], scope="")
        till = make_client(grants=[(Role.INTEGRATOR, "casablanca")], scope="")
        nodes = admin.data("{ clients { nodes { id uuid } } }")["clients"]["nodes"]
        ids = {node["uuid"]: node["id"] for node in nodes}
        narrow = person_at_hq(Role.HQ_ADMIN, NETWORK, "network clients:read clients:write")
        for issued in (wide, till):
            named = {"clientId": ids[str(issued.row.pk)]}
            answered = narrow.data(ROTATE, input=named)["rotateClientSecret"]
            assert answered["secret"] is None
            assert [error["code"] for error in answered["errors"]] == ["CLIENT_EXCEEDS_REGISTRAR"]
            assert narrow.data(END, input=named)["endClient"]["errors"] == []

    def test_are_no_more_for_who_registered_a_client_and_moved_on(
        self,
        make_client: Callable[..., oauth.IssuedClient],
        make_account: Callable[..., Account],
        code_for: Callable[..., str],
        api: Any,
        hour: Hour,
        rollback: None,
    ) -> None:
        scope = "network clients:read clients:write sales:read"
        program, account = Program(make_client(scope=scope)), make_account(enrolled=True)
        tokens = program.exchange(code_for(program.client, account, scope=scope))
        grants = [{"role": "INTEGRATOR", "scope": "casablanca"}]
        asked = given(grants=grants, scope=["market:casablanca", "sales:read"])
        own = api(tokens["access_token"], "hq").data(REGISTER, input=asked)["registerClient"]["client"]
        hour.pass_by(minutes=1)
        with as_hq():
            Membership.objects.filter(person=account.person).update(ended_at=hour.now, ended_by="test")
            people.grant_role(
                person_id=account.person.pk,
                role=Role.MARKET_MANAGER,
                scope="marrakech",
                actor=SYSTEM,
                at=hour.now,
            )
        elsewhere = api(program.refresh(tokens["refresh_token"])["access_token"], "hq")
        assert elsewhere.data(LIST)["clients"]["nodes"] == [{"uuid": own["uuid"]}]
        for mutation, name in ((ROTATE, "rotateClientSecret"), (END, "endClient")):
            [error] = elsewhere.data(mutation, input={"clientId": own["id"]})[name]["errors"]
            assert error["code"] == "FORBIDDEN"


def test_clients_are_seen_by_who_may_read_them(
    admin: Any, sign_in: Callable[..., Any], hour: Hour, rollback: None
) -> None:
    admin.data(REGISTER, input=given())
    assert sign_in(Role.AUDITOR).data(LIST)["clients"]["totalCount"] == 1
    assert sign_in(Role.HQ_ANALYST).codes(LIST) == ["FORBIDDEN"]
    assert sign_in(Role.MARKET_MANAGER, scope="casablanca").codes(LIST) == ["VALIDATION"]
