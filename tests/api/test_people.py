"""People: who looks after whom, whom they see, and what the viewer learns of itself."""

from collections.abc import Callable
from typing import Any

import pytest
from people_builders import acting

from api.base.documents import Documents
from api.base.execution import Request, answer
from api.base.ids import encode
from api.context import Context
from api.hq.schema import HQ_DOCUMENTS
from api.market.schema import MARKET_DOCUMENTS
from kernel import clock
from kernel.ids import new_id
from tenants.access import NETWORK, SYSTEM, Actor
from tenants.database.session import as_hq, as_market
from tenants.people import operations as people
from tenants.people import queries
from tenants.people.models import Invitation, Membership, Person
from tenants.permissions import Role

Make = Callable[..., Person]
INVITE = """mutation ($input: InvitePersonInput!) { invitePerson(input: $input) {
  invitation { id name email role scope sentAt membership { id } } errors { code path } } }"""
GRANT = """mutation ($input: GrantRoleInput!) { grantRole(input: $input) {
  membership { id role scope grantedBy person { details { name } } } errors { code path } } }"""
END = """mutation ($id: ID!) { endGrant(input: {membershipId: $id, reason: "left"}) {
  membership { endedAt endReason } errors { code } } }"""
DISABLE = """mutation ($id: ID!) { disablePerson(input: {personId: $id}) {
  person { disabledAt disabledBy } errors { code } } }"""
STAFF = """{ people { totalCount nodes { details { name } memberships { nodes { scope role } } } }
  memberships { totalCount } invitations { totalCount } }"""
VIEWER = """{ viewer { id kind label person client role scope cooperative permissions
  grants { role scope cooperative permissions } } }"""


def as_person(person: Person, query: str, market: str | None = None, /, **variables: Any) -> dict[str, Any]:
    """What a person is answered on a host, once its token was taken for good."""
    with as_hq():
        actor = acting(person, market=market)
    return as_actor(actor, query, market, **variables)


def as_actor(actor: Actor, query: str, market: str | None = None, /, **variables: Any) -> dict[str, Any]:
    context = Context(viewer=actor, market=market, now=clock.now(), language="en", request_id="r")
    documents: Documents = HQ_DOCUMENTS if market is None else MARKET_DOCUMENTS
    with as_hq() if market is None else as_market(market):
        return answer(documents, Request(query=query, variables=variables), context).body


@pytest.fixture
def staff(rollback: None, make_person: Make) -> dict[str, Person]:
    """Two markets' people and headquarters'."""
    with as_hq():
        both = make_person(Role.CASHIER, "casablanca", name="Both")
        people.grant_role(
            person_id=both.pk, role=Role.CASHIER, scope="marrakech", actor=SYSTEM, at=clock.now()
        )
        return {
            "both": both,
            "boss": make_person(Role.MARKET_MANAGER, "casablanca", name="Boss"),
            "there": make_person(Role.CASHIER, "marrakech", name="There"),
            "admin": make_person(Role.HQ_ADMIN, name="Admin"),
        }


class TestWhoSeesWhom:
    def test_is_everybody_for_headquarters(self, staff: dict[str, Person], admin: Any) -> None:
        seen = admin.data(STAFF)
        assert [seen[name]["totalCount"] for name in ("people", "memberships", "invitations")] == [4, 5, 4]

    def test_is_its_own_people_in_its_own_roles_for_a_market(self, staff: dict[str, Person]) -> None:
        seen = as_person(staff["boss"], STAFF)["data"]
        assert seen["memberships"]["totalCount"] == seen["invitations"]["totalCount"] == 2
        assert seen["people"] == {
            "totalCount": 2,
            "nodes": [
                {
                    "details": {"name": "Both"},
                    "memberships": {"nodes": [{"scope": "casablanca", "role": "CASHIER"}]},
                },
                {
                    "details": {"name": "Boss"},
                    "memberships": {"nodes": [{"scope": "casablanca", "role": "MARKET_MANAGER"}]},
                },
            ],
        }

    def test_is_nobody_for_the_rest(self, staff: dict[str, Person], sign_in: Callable[..., Any]) -> None:
        for role in (Role.HQ_ANALYST, Role.REGISTRY_OFFICER, Role.COMMITTEE_MEMBER, Role.INTEGRATOR):
            assert sign_in(role).codes("{ people { totalCount } }") == ["FORBIDDEN"]
        assert sign_in(Role.AUDITOR).data("{ people { totalCount } }") == {"people": {"totalCount": 4}}
        answered = as_person(staff["both"], "{ people { totalCount } }")
        assert answered["errors"][0]["extensions"]["code"] == "FORBIDDEN"

    def test_does_not_exist_on_a_market_host(self, staff: dict[str, Person], manager: Any) -> None:
        assert manager.codes("{ people { totalCount } }") == ["VALIDATION"]
        assert manager.codes("query ($id: ID!) { node(id: $id) { id } }", id=self.key(staff["both"])) == [
            "NOT_FOUND"
        ]

    def test_leads_nowhere_by_the_id_of_somebody_elses(self, staff: dict[str, Person]) -> None:
        query = "query ($id: ID!) { person(id: $id) { details { name } } }"
        assert as_person(staff["boss"], query, id=self.key(staff["both"]))["data"]["person"]
        answered = as_person(staff["boss"], query, id=self.key(staff["there"]))
        assert answered["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        for mutation in (DISABLE, GRANT):
            given = {"id": self.key(staff["there"])}
            if mutation is GRANT:
                given = {"input": {"personId": given["id"], "role": "CASHIER", "scope": "casablanca"}}  # type: ignore[dict-item]
            [done] = as_person(staff["boss"], mutation, **given)["data"].values()
            assert [error["code"] for error in done["errors"]] == ["NOT_FOUND"]

    def key(self, person: Person) -> str:
        return encode("Person", person.pk)


class TestInvitePerson:
    GIVEN = {"name": "Rachida", "email": "R@example.ma", "role": "CASHIER", "scope": "casablanca"}

    def test_offers_a_role_and_tells_nobody_the_link(self, admin: Any) -> None:
        done = admin.data(INVITE, input=self.GIVEN)["invitePerson"]
        assert done["errors"] == []
        assert done["invitation"] | {"id": ""} == {
            "id": "",
            "name": "Rachida",
            "email": "r@example.ma",
            "role": "CASHIER",
            "scope": "casablanca",
            "sentAt": None,
            "membership": None,
        }

    def test_is_for_a_manager_in_his_own_market(self, staff: dict[str, Person]) -> None:
        done = as_person(staff["boss"], INVITE, input=self.GIVEN)["data"]["invitePerson"]
        assert done["invitation"]["scope"] == "casablanca"
        for given in ({"scope": "marrakech"}, {"role": "MARKET_MANAGER"}):
            done = as_person(staff["boss"], INVITE, input=self.GIVEN | given)["data"]["invitePerson"]
            assert done == {"invitation": None, "errors": [{"code": "NOT_YOURS_TO_GRANT", "path": []}]}

    @pytest.mark.parametrize("role", [Role.HQ_ANALYST, Role.AUDITOR, Role.REGISTRY_OFFICER])
    def test_is_not_for_others(self, sign_in: Callable[..., Any], role: Role) -> None:
        assert sign_in(role).codes(INVITE, input=self.GIVEN) == ["FORBIDDEN"]
        with as_hq():
            assert not Invitation.objects.exists()

    @pytest.mark.parametrize(
        ("given", "code", "path"),
        [
            ({"email": "nobody"}, "INVALID_VALUE", ["email"]),
            ({"email": None, "phone": "12"}, "INVALID_IDENTIFIER", ["phone"]),
            ({"role": "HQ_ADMIN"}, "ROLE_NOT_IN_SCOPE", []),
            ({"role": "COOPERATIVE_DELEGATE"}, "DELEGATE_NEEDS_COOPERATIVE", []),
            ({"scope": "nowhere"}, "NOT_FOUND", ["scope"]),
            (
                {"role": "COOPERATIVE_DELEGATE", "cooperativeId": encode("Cooperative", new_id())},
                "NOT_FOUND",
                ["cooperativeId"],
            ),
        ],
    )
    def test_says_what_is_wrong(self, admin: Any, given: dict[str, Any], code: str, path: list[str]) -> None:
        done = admin.data(INVITE, input=self.GIVEN | given)["invitePerson"]
        assert done == {"invitation": None, "errors": [{"code": code, "path": path}]}

    def test_can_be_sent_again_and_taken_back(self, admin: Any) -> None:
        key = admin.data(INVITE, input=self.GIVEN)["invitePerson"]["invitation"]["id"]
        again = """mutation ($id: ID!) {
          resendInvitation(input: {invitationId: $id}) { invitation { id } errors { code } } }"""
        back = """mutation ($id: ID!) { withdrawInvitation(input: {invitationId: $id}) {
          invitation { withdrawnAt } errors { code } } }"""
        assert admin.data(again, id=key)["resendInvitation"]["invitation"] == {"id": key}
        assert admin.data(back, id=key)["withdrawInvitation"]["invitation"]["withdrawnAt"]
        assert admin.data(again, id=key)["resendInvitation"]["errors"] == [{"code": "INVITATION_OVER"}]
        assert admin.data("{ invitations(filter: {waiting: true}) { totalCount } }") == {
            "invitations": {"totalCount": 0}
        }


class TestGrants:
    def test_are_given_and_ended(self, staff: dict[str, Person], admin: Any) -> None:
        given = {"personId": encode("Person", staff["there"].pk), "role": "CASHIER", "scope": "casablanca"}
        done = admin.data(GRANT, input=given)["grantRole"]
        assert done["membership"]["person"] == {"details": {"name": "There"}}
        assert done["membership"]["grantedBy"].startswith("token:")
        assert admin.data(GRANT, input=given)["grantRole"]["errors"] == [{"code": "ALREADY_HELD", "path": []}]
        ended = admin.data(END, id=done["membership"]["id"])["endGrant"]["membership"]
        assert ended["endReason"] == "left" and ended["endedAt"]
        assert admin.data(END, id=done["membership"]["id"])["endGrant"]["errors"] == [{"code": "GRANT_ENDED"}]

    def test_of_other_markets_are_not_there_for_a_manager(self, staff: dict[str, Person]) -> None:
        with as_hq():
            own, other = (
                Membership.objects.get(person=staff["both"], scope=scope)
                for scope in ("casablanca", "marrakech")
            )
        done = as_person(staff["boss"], END, id=encode("Membership", other.pk))["data"]["endGrant"]
        assert done["errors"] == [{"code": "NOT_FOUND"}]
        done = as_person(staff["boss"], END, id=encode("Membership", own.pk))["data"]["endGrant"]
        assert done["errors"] == []

    def test_of_an_administrator_are_not_a_managers_to_end(self, staff: dict[str, Person]) -> None:
        with as_hq():
            own = Membership.objects.get(person=staff["boss"])
        done = as_person(staff["boss"], END, id=encode("Membership", own.pk))["data"]["endGrant"]
        assert done["errors"] == [{"code": "NOT_YOURS_TO_GRANT"}]


class TestAccounts:
    def test_are_disabled_and_enabled(self, staff: dict[str, Person], admin: Any) -> None:
        key = encode("Person", staff["there"].pk)
        enable = "mutation ($id: ID!) { enablePerson(input: {personId: $id}) { person { disabledAt } } }"
        reset = """mutation ($id: ID!) { resetSecondFactor(input: {personId: $id}) {
          person { id } errors { code } } }"""
        assert admin.data(DISABLE, id=key)["disablePerson"]["person"]["disabledAt"]
        assert admin.data("{ people(filter: {disabled: true}) { totalCount } }")["people"]["totalCount"] == 1
        assert admin.data(enable, id=key)["enablePerson"]["person"] == {"disabledAt": None}
        assert admin.data(reset, id=key)["resetSecondFactor"]["errors"] == [{"code": "NOT_ENROLLED"}]

    def test_are_not_a_managers_nor_ones_own_to_disable(self, staff: dict[str, Person]) -> None:
        for who, whom in (("boss", "both"), ("admin", "admin")):
            answered = as_person(staff[who], DISABLE, id=encode("Person", staff[whom].pk))
            assert answered["data"]["disablePerson"]["errors"] == [{"code": "FORBIDDEN"}]
        with as_hq():
            assert not Person.objects.filter(disabled_at__isnull=False).exists()

    def test_are_their_owners_to_describe(self, staff: dict[str, Person], admin: Any) -> None:
        query = """mutation ($name: String) { updateMyDetails(input: {name: $name, language: AR}) {
          name language errors { code } } }"""
        done = as_person(staff["both"], query, name="Nouveau nom")["data"]["updateMyDetails"]
        assert done == {"name": "Nouveau nom", "language": "AR", "errors": []}
        done = as_person(staff["both"], query, name=" ")["data"]["updateMyDetails"]
        assert done["errors"] == [{"code": "INVALID_VALUE"}]
        assert admin.data(query, name="x")["updateMyDetails"]["errors"] == [{"code": "PERSON_NEEDED"}]


class TestViewer:
    def test_knows_a_person_by_all_it_holds_here(self, staff: dict[str, Person]) -> None:
        with as_hq():
            people.grant_role(
                person_id=staff["both"].pk,
                role=Role.HQ_ANALYST,
                scope=NETWORK,
                actor=SYSTEM,
                at=clock.now(),
            )
        viewer = as_person(staff["both"], VIEWER, "casablanca")["data"]["viewer"]
        assert viewer["id"] == f"person:{staff['both'].pk}"
        assert (viewer["kind"], viewer["label"], viewer["role"]) == ("PERSON", "Both", None)
        assert viewer["person"] == encode("Person", staff["both"].pk)
        held = [(grant["role"], grant["scope"]) for grant in viewer["grants"]]
        assert held == [("CASHIER", "casablanca"), ("HQ_ANALYST", "network")]
        together = {one for grant in viewer["grants"] for one in grant["permissions"]}
        assert set(viewer["permissions"]) == together >= {"sales:record", "network-figures:read"}

    def test_knows_a_manager_on_headquarters_host(self, staff: dict[str, Person]) -> None:
        viewer = as_person(staff["boss"], VIEWER)["data"]["viewer"]
        assert viewer["permissions"] == ["clients:read", "clients:write", "people:read", "people:write"]
        assert viewer["grants"] == [
            {
                "role": "MARKET_MANAGER",
                "scope": "casablanca",
                "cooperative": None,
                "permissions": ["clients:read", "clients:write", "people:read", "people:write"],
            }
        ]

    def test_knows_a_token_and_through_which_client_a_person_acts(
        self, staff: dict[str, Person], admin: Any
    ) -> None:
        viewer = admin.data(VIEWER)["viewer"]
        assert (viewer["kind"], viewer["person"], viewer["client"]) == ("TOKEN", None, None)
        assert [grant["role"] for grant in viewer["grants"]] == ["HQ_ADMIN"]
        with as_hq():
            actor = queries.actor_of_person(
                staff["both"].pk, market="casablanca", allowed=frozenset(), client="client:till"
            )
        assert actor is not None
        viewer = as_actor(actor, VIEWER, "casablanca")["data"]["viewer"]
        assert (viewer["client"], viewer["permissions"]) == ("client:till", [])
