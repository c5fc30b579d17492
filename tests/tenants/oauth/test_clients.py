"""Registering clients: what means nothing is refused, and nobody gives what they do not hold."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.ids import new_id
from tenants.access import NETWORK, SYSTEM, Actor, ActorKind, Forbidden, Grant, actor_at
from tenants.identity.operations import RoleNotInScope
from tenants.oauth import operations as oauth
from tenants.oauth import queries, redirects
from tenants.oauth.models import Client, ClientSecret
from tenants.oauth.types import ClientDescription, ClientKind, OwnGrant
from tenants.people.rules import PEOPLE_ONLY
from tenants.permissions import Permission, Role

CALLBACK = "https://app.example.ma/back"


def somebody(
    *grants: tuple[Role, str],
    allowed: frozenset[Permission] | None = None,
    market: str | None = None,
    **given: Any,
) -> Actor:
    """A person who holds these grants, as headquarters' host sees them."""
    held = [Grant(id=new_id(), role=role, scope=scope, **given) for role, scope in grants]
    actor = actor_at(
        market=market,
        id=f"person:{new_id()}",
        label="Amina",
        kind=ActorKind.PERSON,
        grants=held,
        allowed=allowed,
    )
    assert actor is not None
    return actor


def integration(*grants: tuple[Role, str], scope: str = "", **given: Any) -> ClientDescription:
    return ClientDescription(
        name="Compta",
        kind=ClientKind.INTEGRATION,
        scope=scope.split(),
        grants=[OwnGrant(id=new_id(), role=role, scope=where) for role, where in grants],
        **given,
    )


def application(scope: str = "market:casablanca sales:read", **given: Any) -> ClientDescription:
    said: dict[str, Any] = {"name": "Caisse", "redirect_uris": [CALLBACK]} | given
    return ClientDescription(kind=ClientKind.APPLICATION, scope=scope.split(), **said)


@pytest.fixture
def register(hq: None, now: datetime) -> Callable[..., oauth.IssuedClient]:
    def make(description: ClientDescription, registrar: Actor = SYSTEM) -> oauth.IssuedClient:
        return oauth.register_client(client_id=new_id(), description=description, registrar=registrar, at=now)

    return make


def refuses(
    register: Callable[..., Any], refusal: type[DomainError], description: ClientDescription, *who: Actor
) -> Any:
    with pytest.raises(refusal) as caught:
        register(description, *who)
    assert not Client.objects.exists()
    return caught.value


class TestRegisterClient:
    def test_gives_an_integration_what_its_grants_give(self, register: Callable[..., Any]) -> None:
        issued = register(integration((Role.CASHIER, "casablanca"), (Role.STOCK_KEEPER, "marrakech")))
        words = set(issued.row.scope.split())
        assert {"market:casablanca", "market:marrakech", "sales:record", "stock:write"} <= words
        assert "payouts:read" not in words

    def test_keeps_a_hash_and_never_the_secret(self, register: Callable[..., Any], now: datetime) -> None:
        issued = register(application())
        [row] = ClientSecret.objects.all()
        assert issued.secret not in str(vars(issued.row)) + str(vars(row))
        assert queries.secret_is_good(issued.row, issued.secret, now=now)
        assert not queries.secret_is_good(issued.row, issued.secret + "x", now=now)

    def test_gives_a_public_client_no_secret(self, register: Callable[..., Any]) -> None:
        assert register(application(confidential=False)).secret is None
        assert not ClientSecret.objects.exists()

    def test_takes_an_id_once(self, hq: None, now: datetime) -> None:
        given: dict[str, Any] = {"client_id": new_id(), "registrar": SYSTEM, "at": now}
        oauth.register_client(description=application(), **given)
        with pytest.raises(oauth.ClientIdTaken):
            oauth.register_client(description=application(), **given)

    @pytest.mark.parametrize(
        ("description", "field"),
        [
            (application(name=" "), "name"),
            (application(name="x" * 81), "name"),
            (application(name="a\u202eb"), "name"),
            (application(redirect_uris=[]), "redirect_uris"),
            (application(redirect_uris=[CALLBACK] * 11), "redirect_uris"),
            (application(redirect_uris=[CALLBACK, "http://app.example.ma/back"]), "redirect_uris"),
            (application(grants=[OwnGrant(id=new_id(), role=Role.CASHIER, scope="casablanca")]), "grants"),
            (application(scope=""), "scope"),
            (application(scope="sales:read"), "scope"),
            (application(scope="network"), "scope"),
            (application(scope="network sales:everything"), "scope"),
            (integration(), "grants"),
            (integration((Role.CASHIER, "casablanca"), (Role.CASHIER, "casablanca")), "grants"),
            (integration((Role.CASHIER, "casablanca"), confidential=False), "confidential"),
            (integration((Role.CASHIER, "casablanca"), redirect_uris=[CALLBACK]), "redirect_uris"),
        ],
    )
    def test_refuses_what_means_nothing(
        self, register: Callable[..., Any], description: ClientDescription, field: str
    ) -> None:
        assert refuses(register, InvalidValue, description).params["field"] == field

    @pytest.mark.parametrize(
        ("role", "scope"),
        [
            (Role.CASHIER, NETWORK),
            (Role.HQ_ADMIN, "casablanca"),
            (Role.COOPERATIVE_DELEGATE, "casablanca"),
        ],
    )
    def test_refuses_a_role_where_it_is_not_held(
        self, register: Callable[..., Any], role: Role, scope: str
    ) -> None:
        refuses(register, RoleNotInScope, integration((role, scope)))

    def test_refuses_a_market_that_does_not_exist(self, register: Callable[..., Any]) -> None:
        refuses(register, NotFound, integration((Role.CASHIER, "atlantis")))
        refuses(register, NotFound, application("market:atlantis sales:read"))

    def test_keeps_for_people_what_people_do(self, register: Callable[..., Any]) -> None:
        """Whoever registers a program is not two people, and a program has no second factor."""
        manager = (Role.MARKET_MANAGER, "casablanca")
        words = set(register(integration(manager)).row.scope.split())
        assert "costs:write" in words
        assert words.isdisjoint(PEOPLE_ONLY)
        assert "payouts:approve" in register(application("market:casablanca payouts:approve")).row.scope

    @pytest.mark.parametrize("half", ["settlement:write", "settlement:decide"])
    def test_refuses_a_program_either_half_of_what_two_people_do(
        self, register: Callable[..., Any], half: str
    ) -> None:
        asked = integration((Role.MARKET_MANAGER, "casablanca"), scope=f"sales:read {half}")
        refusal = refuses(register, oauth.DecisionNeedsPerson, asked)
        assert refusal.params["permissions"] == half


MANAGER = [(Role.MARKET_MANAGER, "casablanca")]


class TestEscalation:
    @pytest.mark.parametrize(
        ("held", "wanted"),
        [
            (MANAGER, [(Role.INTEGRATOR, "casablanca")]),
            (MANAGER, [(Role.CASHIER, "casablanca"), (Role.STOCK_KEEPER, "casablanca")]),
            ([(Role.HQ_ADMIN, NETWORK)], [(Role.AUDITOR, NETWORK)]),
            ([(Role.HQ_ADMIN, NETWORK)], [(Role.ACCOUNTANT, "marrakech")]),
            ([(Role.HQ_ADMIN, NETWORK), *MANAGER], [(Role.INTEGRATOR, "casablanca")]),
        ],
    )
    def test_is_none_where_one_gives_what_one_holds(
        self, register: Callable[..., Any], held: Sequence[Any], wanted: Sequence[Any]
    ) -> None:
        assert register(integration(*wanted), somebody(*held)).row.registered_by.startswith("person:")

    @pytest.mark.parametrize(
        ("held", "wanted", "scope", "lacking"),
        [
            (MANAGER, [(Role.INTEGRATOR, "marrakech")], "marrakech", "sales:record"),
            (MANAGER, [(Role.INTEGRATOR, NETWORK)], NETWORK, "sales:read"),
            (MANAGER, [(Role.AUDITOR, "casablanca")], "casablanca", "network-figures:read"),
            ([(Role.HQ_ADMIN, NETWORK)], [(Role.INTEGRATOR, "casablanca")], "casablanca", "sales:record"),
            (
                [(Role.CASHIER, "casablanca")],
                [(Role.MARKET_MANAGER, "casablanca")],
                "casablanca",
                "tills:write",
            ),
            (
                [(Role.HQ_ANALYST, NETWORK), (Role.CASHIER, "casablanca")],
                [(Role.CASHIER, "marrakech")],
                "marrakech",
                "sales:record",
            ),
        ],
    )
    def test_by_grants_is_refused(
        self, register: Callable[..., Any], held: Any, wanted: Any, scope: str, lacking: str
    ) -> None:
        refusal = refuses(register, oauth.ClientExceedsRegistrar, integration(*wanted), somebody(*held))
        assert refusal.params["scope"] == scope and lacking in refusal.params["permissions"]

    def test_is_none_where_the_scope_leaves_out_what_one_lacks(self, register: Callable[..., Any]) -> None:
        narrow = integration((Role.INTEGRATOR, "casablanca"), scope="market:casablanca sales:read")
        assert register(narrow, somebody((Role.HQ_ADMIN, NETWORK)))

    @pytest.mark.parametrize(
        "scope",
        ["network sales:read", "market:marrakech sales:read", "market:casablanca catalogue:approve"],
    )
    def test_by_the_scope_of_an_application_is_refused(
        self, register: Callable[..., Any], scope: str
    ) -> None:
        refuses(register, oauth.ClientExceedsRegistrar, application(scope), somebody(*MANAGER))

    def test_through_a_narrow_token_is_refused(self, register: Callable[..., Any]) -> None:
        """A manager whose application may register clients and read sales gives no more than that."""
        allowed = frozenset({Permission.CLIENTS_WRITE, Permission.SALES_READ})
        narrow = somebody(*MANAGER, allowed=allowed)
        refuses(register, oauth.ClientExceedsRegistrar, integration((Role.CASHIER, "casablanca")), narrow)
        only = integration((Role.CASHIER, "casablanca"), scope="market:casablanca sales:read")
        assert register(only, narrow)

    def test_by_a_delegate_is_refused(self, register: Callable[..., Any]) -> None:
        """What a delegate holds is one cooperative's; a client would hold it of all."""
        delegate = somebody((Role.COOPERATIVE_DELEGATE, "casablanca"), cooperative_id=new_id())
        only = integration((Role.CASHIER, "casablanca"), scope="market:casablanca sales:read")
        refuses(register, oauth.ClientExceedsRegistrar, only, delegate)


class TestSecrets:
    def test_are_several_for_a_while(self, register: Callable[..., Any], now: datetime) -> None:
        first = register(application())
        second = oauth.rotate_client_secret(client_id=first.row.pk, actor=SYSTEM, at=now)
        third = oauth.rotate_client_secret(
            client_id=first.row.pk, actor=SYSTEM, at=now, overlap=timedelta(hours=1)
        )
        later = now + timedelta(hours=1)
        good = [queries.secret_is_good(first.row, one.secret, now=later) for one in (first, second, third)]
        assert good == [False, False, True]

    def test_that_got_known_end_at_once(self, register: Callable[..., Any], now: datetime) -> None:
        first = register(application())
        oauth.rotate_client_secret(client_id=first.row.pk, actor=SYSTEM, at=now, overlap=timedelta(0))
        assert not queries.secret_is_good(first.row, first.secret, now=now)

    def test_are_not_for_public_or_ended_clients(self, register: Callable[..., Any], now: datetime) -> None:
        given: dict[str, Any] = {"actor": SYSTEM, "at": now}
        public, ended = register(application(confidential=False)).row, register(application()).row
        oauth.end_client(client_id=ended.pk, **given)
        for client_id, refusal in (
            (public.pk, oauth.ClientKeepsNoSecret),
            (ended.pk, oauth.ClientEnded),
            (new_id(), NotFound),
        ):
            with pytest.raises(refusal):
                oauth.rotate_client_secret(client_id=client_id, **given)
        with pytest.raises(InvalidValue):
            oauth.rotate_client_secret(client_id=public.pk, overlap=timedelta(days=31), **given)

    def test_end_with_their_client_and_twice_is_once(
        self, register: Callable[..., Any], now: datetime
    ) -> None:
        row, admin = register(application()).row, somebody((Role.HQ_ADMIN, NETWORK))
        oauth.end_client(client_id=row.pk, actor=SYSTEM, at=now)
        oauth.end_client(client_id=row.pk, actor=admin, at=now + timedelta(days=1))
        row.refresh_from_db()
        assert (row.ended_at, row.ended_by) == (now, SYSTEM.id)
        assert queries.client_of(row.client_id) is None


class TestWhoLooksAfterAClient:
    @pytest.mark.parametrize(
        ("held", "wanted", "rotates"),
        [
            (MANAGER, [(Role.CASHIER, "casablanca")], None),
            ([(Role.HQ_ADMIN, NETWORK)], [(Role.ACCOUNTANT, "marrakech")], None),
            ([(Role.HQ_ADMIN, NETWORK)], [(Role.INTEGRATOR, "casablanca")], oauth.ClientExceedsRegistrar),
            ([(Role.AUDITOR, NETWORK), *MANAGER], [(Role.INTEGRATOR, NETWORK)], Forbidden),
            (MANAGER, [(Role.CASHIER, "casablanca"), (Role.CASHIER, "marrakech")], Forbidden),
            ([(Role.CASHIER, "casablanca")], [(Role.CASHIER, "casablanca")], Forbidden),
        ],
    )
    def test_gives_it_a_secret_where_he_could_register_it(
        self, register: Callable[..., Any], now: datetime, held: Any, wanted: Any, rotates: Any
    ) -> None:
        """Whoever has a secret is the client, and reading about it is not enough for that."""
        row, actor = register(integration(*wanted)).row, somebody(*held)
        if rotates is None:
            assert oauth.rotate_client_secret(client_id=row.pk, actor=actor, at=now).secret
        else:
            with pytest.raises(rotates):
                oauth.rotate_client_secret(client_id=row.pk, actor=actor, at=now)
            assert ClientSecret.objects.filter(client=row).count() == 1
        if rotates is Forbidden:
            with pytest.raises(Forbidden):
                oauth.end_client(client_id=row.pk, actor=actor, at=now)
        else:
            assert oauth.end_client(client_id=row.pk, actor=actor, at=now).ended_by == actor.id

    def test_gives_an_application_no_secret_beyond_a_narrow_token(
        self, register: Callable[..., Any], now: datetime
    ) -> None:
        row = register(application("market:casablanca sales:read stock:write")).row
        narrow = somebody(*MANAGER, allowed=frozenset({Permission.CLIENTS_WRITE, Permission.SALES_READ}))
        with pytest.raises(oauth.ClientExceedsRegistrar):
            oauth.rotate_client_secret(client_id=row.pk, actor=narrow, at=now)
        blind = somebody(*MANAGER, allowed=frozenset({Permission.SALES_READ}), market="casablanca")
        with pytest.raises(Forbidden):
            oauth.end_client(client_id=row.pk, actor=blind, at=now)


class TestRedirectUri:
    @pytest.mark.parametrize(
        "uri",
        [
            CALLBACK,
            CALLBACK + "?from=tadamun",
            "https://app.example.ma:8443/",
            "http://127.0.0.1/back",
            "http://127.0.0.1:7777/back",
            "http://[::1]/back",
            "ma.example.app:/back",
        ],
    )
    def test_may_lead_to_the_application(self, uri: str) -> None:
        assert redirects.why_not(uri) is None

    @pytest.mark.parametrize(
        "uri",
        [
            "",
            "back",
            "//app.example.ma/back",
            "https:///back",
            "https://*.example.ma/back",
            "https://app.example.ma/back#x",
            "https://a@app.example.ma/back",
            "https://app.example.ma:x/back",
            "https://app.example.ma/a b",
            "https://app.example.ma/\n",
            "https://تضامن.ma/",
            "http://localhost/back",
            "http://127.0.0.1.evil.example/back",
            "http://app.example.ma/back",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "intent:back",
            "https://app.example.ma/" + "x" * 400,
        ],
    )
    def test_may_lead_nowhere_else(self, uri: str) -> None:
        assert redirects.why_not(uri) is not None
