"""Inviting, accepting, granting and ending: who may, once, and what may not be held together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from people_builders import ADDRESS, PASSWORD, acting, enrolled

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from tenants.access import NETWORK, SYSTEM, Forbidden
from tenants.identity.operations import DelegateNeedsCooperative, RoleNotInScope
from tenants.people import operations as people
from tenants.people import queries
from tenants.people.forgetting import forget_invitations
from tenants.people.models import Invitation, Membership, Person, PersonDetails
from tenants.permissions import AT_HEADQUARTERS, Permission, Role

Make = Callable[..., Person]
GIVEN: dict[str, Any] = {
    "name": "Rachida", "email": "r@example.ma", "role": Role.CASHIER, "scope": "casablanca", "actor": SYSTEM
}  # fmt: skip


def invite(now: datetime, **given: Any) -> people.Invited:
    return people.invite_person(**(GIVEN | {"at": now} | given))


def accept(secret: str, at: datetime, **given: Any) -> Person:
    return people.accept_invitation(
        **({"secret": secret, "password": PASSWORD, "address": ADDRESS} | given), at=at
    )


class TestInvitations:
    def test_make_a_person_who_holds_the_role(self, hq: None, now: datetime) -> None:
        person = accept(invite(now, email="R@Example.MA ").secret, now)
        [grant] = queries.grants_of(person.pk)
        assert (grant.role, grant.scope) == (Role.CASHIER, "casablanca")
        assert queries.person_by_login("r@EXAMPLE.ma") == person
        assert (
            people.check_password(login="r@example.ma", password=PASSWORD, address=ADDRESS, at=now) == person
        )

    def test_keep_a_hash_and_never_the_secret(self, hq: None, now: datetime) -> None:
        invited = invite(now)
        assert invited.secret not in str(vars(Invitation.objects.get()))
        assert invited.link.endswith(f"/invitation/{invited.secret}")

    def test_add_a_role_for_who_has_an_account_and_knows_its_password(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person = make_person(Role.CASHIER, "casablanca", phone="0612345678")
        secret = invite(now, email=None, phone="+212 6 12 34 56 78", scope="marrakech").secret
        with pytest.raises(people.WrongCredentials):
            accept(secret, now, password="not the password")
        assert accept(secret, now) == person
        assert {grant.scope for grant in queries.grants_of(person.pk)} == {"casablanca", "marrakech"}

    def test_are_accepted_once(self, hq: None, now: datetime) -> None:
        secret = invite(now).secret
        accept(secret, now)
        with pytest.raises(people.InvitationOver):
            accept(secret, now)
        assert Membership.objects.count() == 1

    def test_expire_and_can_be_withdrawn_and_sent_again(self, hq: None, now: datetime) -> None:
        first = invite(now)
        late = now + timedelta(days=7)
        with pytest.raises(people.InvitationOver):
            accept(first.secret, late)
        second = people.resend_invitation(invitation_id=first.row.pk, actor=SYSTEM, at=late)
        with pytest.raises(people.InvitationOver):
            accept(first.secret, late)
        people.withdraw_invitation(invitation_id=first.row.pk, actor=SYSTEM, at=late)
        with pytest.raises(people.InvitationOver):
            accept(second.secret, late)
        with pytest.raises(people.InvitationOver):
            people.resend_invitation(invitation_id=first.row.pk, actor=SYSTEM, at=late)
        assert not Person.objects.exists()

    def test_are_not_sent_again_to_oneself(self, hq: None, now: datetime, make_person: Make) -> None:
        boss = acting(make_person(Role.HQ_ADMIN, email="boss@example.ma"))
        invited = invite(now, email="boss@example.ma", role=Role.MARKET_MANAGER)
        with pytest.raises(people.NotYoursToGrant):
            people.resend_invitation(invitation_id=invited.row.pk, actor=boss, at=now)
        Invitation.objects.update(invited_by=boss.id)
        with pytest.raises(people.NotYoursToGrant):
            accept(invited.secret, now)

    def test_are_not_sent_again_once_it_is_forgotten_to_whom(self, hq: None, now: datetime) -> None:
        invited, late = invite(now), now + timedelta(days=400)
        assert forget_invitations(before=late, now=late) == 1
        with pytest.raises(people.InvitationOver):
            people.resend_invitation(invitation_id=invited.row.pk, actor=SYSTEM, at=late)

    def test_of_who_may_no_more_invite_are_no_good(self, hq: None, now: datetime, make_person: Make) -> None:
        boss = make_person(Role.MARKET_MANAGER, "casablanca")
        secret = invite(now, actor=acting(boss)).secret
        membership = queries.memberships_of(boss.pk).get()
        people.end_grant(membership_id=membership.pk, actor=SYSTEM, at=now)
        with pytest.raises(people.NotYoursToGrant):
            accept(secret, now)
        assert queries.person_by_login("r@example.ma") is None

    @pytest.mark.parametrize(
        ("given", "refusal"),
        [
            ({"role": Role.HQ_ADMIN}, RoleNotInScope),
            ({"scope": NETWORK}, RoleNotInScope),
            ({"role": Role.COOPERATIVE_DELEGATE}, DelegateNeedsCooperative),
            ({"cooperative_id": new_id()}, DelegateNeedsCooperative),
            ({"scope": "nowhere"}, NotFound),
            ({"name": " "}, InvalidValue),
            ({"name": "x" * 121}, InvalidValue),
            ({"language": "de"}, InvalidValue),
            ({"lifetime": timedelta(0)}, InvalidValue),
            ({"phone": "0612345678"}, InvalidValue),
        ],
    )
    def test_refuse_what_means_nothing(
        self, hq: None, now: datetime, given: dict[str, Any], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            invite(now, **given)
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("password", ["short", "password1234", "rachida1234567", "x" * 201, "a\0" * 8])
    def test_refuse_passwords_that_are_guessed(self, hq: None, now: datetime, password: str) -> None:
        secret = invite(now).secret
        with pytest.raises(people.WeakPassword):
            accept(secret, now, password=password)
        assert not Person.objects.exists()


class TestGranting:
    def grant(self, person: Person, actor: Any, now: datetime, role: Role, scope: str, **given: Any) -> Any:
        return people.grant_role(person_id=person.pk, role=role, scope=scope, actor=actor, at=now, **given)

    @pytest.mark.parametrize(
        ("role", "scope", "may"),
        [
            (Role.CASHIER, "casablanca", True),
            (Role.STOCK_KEEPER, "casablanca", True),
            (Role.ACCOUNTANT, "casablanca", True),
            (Role.MARKET_MANAGER, "casablanca", False),
            (Role.AUDITOR, "casablanca", False),
            (Role.INTEGRATOR, "casablanca", False),
            (Role.CASHIER, "marrakech", False),
            (Role.AUDITOR, NETWORK, False),
            (Role.HQ_ADMIN, NETWORK, False),
        ],
    )
    def test_by_a_manager_is_for_the_staff_of_his_own_market(
        self, hq: None, now: datetime, make_person: Make, role: Role, scope: str, may: bool
    ) -> None:
        boss = acting(make_person(Role.MARKET_MANAGER, "casablanca"))
        other = make_person(Role.COMMITTEE_MEMBER)
        if may:
            assert self.grant(other, boss, now, role, scope).granted_by == boss.id
        else:
            with pytest.raises(people.NotYoursToGrant):
                self.grant(other, boss, now, role, scope)
            assert len(queries.grants_of(other.pk)) == 1

    @pytest.mark.parametrize("role", [Role.CASHIER, Role.ACCOUNTANT, Role.AUDITOR, Role.STOCK_KEEPER])
    def test_is_not_for_those_who_look_after_nobody(
        self, hq: None, now: datetime, make_person: Make, role: Role
    ) -> None:
        other = make_person(Role.CASHIER, "casablanca")
        with pytest.raises(people.NotYoursToGrant):
            self.grant(other, acting(make_person(role, "casablanca")), now, Role.STOCK_KEEPER, "casablanca")

    def test_through_a_client_is_for_what_the_client_was_given(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        boss, other = enrolled(make_person(Role.HQ_ADMIN)), make_person(Role.COMMITTEE_MEMBER)
        narrow = queries.actor_of_person(
            boss.pk, market=None, allowed=frozenset({Permission.PEOPLE_WRITE, Permission.PEOPLE_READ})
        )
        with pytest.raises(people.NotYoursToGrant):
            self.grant(other, narrow, now, Role.CASHIER, "casablanca")
        assert self.grant(other, acting(boss), now, Role.CASHIER, "casablanca").role == Role.CASHIER

    def test_is_not_for_oneself(self, hq: None, now: datetime, make_person: Make) -> None:
        boss = make_person(Role.HQ_ADMIN)
        with pytest.raises(people.NotYoursToGrant):
            self.grant(boss, acting(boss), now, Role.CASHIER, "casablanca")
        with pytest.raises(people.NotYoursToGrant):
            invite(now, actor=acting(boss), email=boss.details.email)
        with pytest.raises(people.NotYoursToGrant):
            people.end_grant(
                membership_id=queries.memberships_of(boss.pk).get().pk, actor=acting(boss), at=now
            )

    def test_is_done_once(self, hq: None, now: datetime, make_person: Make) -> None:
        person = make_person(Role.CASHIER, "casablanca")
        with pytest.raises(people.AlreadyHeld):
            self.grant(person, SYSTEM, now, Role.CASHIER, "casablanca")
        held = queries.memberships_of(person.pk).get()
        ended = people.end_grant(membership_id=held.pk, actor=SYSTEM, at=now, reason="left")
        assert (ended.ended_at, ended.end_reason) == (now, "left")
        with pytest.raises(people.GrantEnded):
            people.end_grant(membership_id=held.pk, actor=SYSTEM, at=now)
        assert self.grant(person, SYSTEM, now, Role.CASHIER, "casablanca").pk != held.pk

    @pytest.mark.parametrize(
        ("role", "scope"),
        [(Role.CASHIER, "casablanca"), (Role.AUDITOR, NETWORK), (Role.COOPERATIVE_DELEGATE, "casablanca")],
    )
    def test_mixes_nothing_with_a_delegate(
        self, hq: None, now: datetime, make_person: Make, role: Role, scope: str
    ) -> None:
        cooperative, other = new_id(), new_id()
        delegate = make_person(Role.COOPERATIVE_DELEGATE, "casablanca", cooperative_id=cooperative)
        more = {"cooperative_id": other} if role is Role.COOPERATIVE_DELEGATE else {}
        with pytest.raises(people.DelegateHoldsNothingElse):
            self.grant(delegate, SYSTEM, now, role, scope, **more)
        self.grant(delegate, SYSTEM, now, Role.COOPERATIVE_DELEGATE, "marrakech", cooperative_id=other)
        holder = make_person(role, scope, **more)
        with pytest.raises(people.DelegateHoldsNothingElse):
            self.grant(
                holder, SYSTEM, now, Role.COOPERATIVE_DELEGATE, "casablanca", cooperative_id=cooperative
            )


class TestActors:
    def test_hold_together_what_their_grants_give_on_a_host(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person = make_person(Role.STOCK_KEEPER, "casablanca")
        for role, scope in ((Role.CASHIER, "casablanca"), (Role.HQ_ANALYST, NETWORK)):
            people.grant_role(person_id=person.pk, role=role, scope=scope, actor=SYSTEM, at=now)
        here, there = acting(person, market="casablanca"), acting(person, market="marrakech")
        assert here.role is None and here.of_network and len(here.grants) == 3
        assert here.may(Permission.SALES_RECORD) and here.may(Permission.STOCK_WRITE)
        assert here.scopes_of(Permission.SALES_RECORD) == {"casablanca"}
        assert there.role is Role.HQ_ANALYST and not there.may(Permission.SALES_RECORD)

    def test_of_a_market_look_after_people_on_headquarters_host_and_do_nothing_else(
        self, hq: None, make_person: Make
    ) -> None:
        boss = acting(make_person(Role.MARKET_MANAGER, "casablanca"))
        assert boss.permissions == AT_HEADQUARTERS
        assert acting(make_person(Role.CASHIER, "casablanca")).permissions == frozenset()

    def test_are_nobody_where_they_hold_nothing_or_are_disabled(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person = make_person(Role.CASHIER, "casablanca")
        assert queries.actor_of_person(person.pk, market="marrakech") is None
        people.disable_person(person_id=person.pk, actor=SYSTEM, at=now)
        assert queries.actor_of_person(person.pk, market="casablanca") is None


class TestRolesThatTakeASecondFactor:
    def test_give_nothing_until_there_is_one(self, hq: None, now: datetime, make_person: Make) -> None:
        person = make_person(Role.CASHIER, "casablanca")
        accountant = Role.ACCOUNTANT
        people.grant_role(person_id=person.pk, role=accountant, scope="casablanca", actor=SYSTEM, at=now)
        acts = queries.actor_of_person(person.pk, market="casablanca")
        assert acts is not None and [grant.role for grant in acts.grants] == [Role.CASHIER]
        enrolled(person)
        acts = queries.actor_of_person(person.pk, market="casablanca")
        assert acts is not None and {grant.role for grant in acts.grants} == {Role.CASHIER, accountant}


class TestAccounts:
    def test_are_disabled_and_enabled_by_headquarters_and_not_by_oneself(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person, boss = make_person(Role.CASHIER, "casablanca"), make_person(Role.HQ_ADMIN)
        for nobody in (acting(make_person(Role.MARKET_MANAGER, "casablanca")), acting(person)):
            with pytest.raises(Forbidden):
                people.disable_person(person_id=person.pk, actor=nobody, at=now)
        with pytest.raises(Forbidden):
            people.disable_person(person_id=boss.pk, actor=acting(boss), at=now)
        gone = people.disable_person(person_id=person.pk, actor=acting(boss), at=now)
        assert (gone.is_active, gone.signed_out_at) == (False, now)
        with pytest.raises(people.WrongCredentials):
            people.check_password(login=person.details.email, password=PASSWORD, address=ADDRESS, at=now)
        with pytest.raises(people.PersonDisabled):
            people.grant_role(person_id=person.pk, role=Role.CASHIER, scope="marrakech", actor=SYSTEM, at=now)
        people.enable_person(person_id=person.pk, actor=acting(boss))
        assert people.check_password(
            login=person.details.email, password=PASSWORD, address=ADDRESS, at=now
        ).is_active

    def test_keep_names_apart_and_let_their_owner_change_them(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person = make_person(Role.CASHIER, "casablanca", name="Rachida")
        people.edit_own_details(person_id=person.pk, name="  Rachida  Alaoui ", language="ar", at=now)
        details = PersonDetails.objects.get(pk=person.pk)
        assert (details.name, details.language) == ("Rachida Alaoui", "ar")
        with pytest.raises(InvalidValue):
            people.edit_own_details(person_id=person.pk, language="de", at=now)
        with pytest.raises(NotFound):
            people.edit_own_details(person_id=new_id(), name="x", at=now)
