"""Tokens: for a role in a scope, shown once, hashed at rest, expiring and revocable."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from tenants.access import NETWORK
from tenants.identity import operations as identity
from tenants.identity import queries
from tenants.identity.models import ApiToken
from tenants.permissions import ROLE_PERMISSIONS, Permission, Role

GIVEN: dict[str, Any] = {"role": Role.CASHIER, "scope": "casablanca", "label": "till 1"}


def issue(now: datetime, **given: Any) -> identity.IssuedToken:
    return identity.issue_token(**(GIVEN | {"issued_at": now} | given))


class TestIssueToken:
    def test_makes_a_token_that_names_its_actor(self, hq: None, now: datetime) -> None:
        issued = issue(now)
        actor = queries.actor_of_token(issued.token, now=now)
        assert actor is not None
        assert (actor.id, actor.role, actor.scope) == (f"token:{issued.row.id}", Role.CASHIER, "casablanca")
        assert actor.permissions == ROLE_PERMISSIONS[Role.CASHIER]

    def test_keeps_a_hash_and_never_the_token(self, hq: None, now: datetime) -> None:
        issued = issue(now)
        row = ApiToken.objects.get(pk=issued.row.pk)
        assert bytes(row.token_hash) == queries.token_hash(issued.token)
        assert issued.token not in str(vars(row)) and issued.token.startswith(row.prefix)

    @pytest.mark.parametrize(
        ("given", "refusal"),
        [
            ({"role": Role.CASHIER, "scope": NETWORK}, identity.RoleNotInScope),
            ({"role": Role.HQ_ADMIN, "scope": "casablanca"}, identity.RoleNotInScope),
            ({"role": Role.COOPERATIVE_DELEGATE}, identity.DelegateNeedsCooperative),
            ({"cooperative_id": new_id()}, identity.DelegateNeedsCooperative),
            ({"scope": "nowhere"}, NotFound),
            ({"label": ""}, InvalidValue),
            ({"label": "x" * 121}, InvalidValue),
            ({"lifetime": timedelta(0)}, InvalidValue),
        ],
    )
    def test_refuses_what_means_nothing(
        self, hq: None, now: datetime, given: dict[str, Any], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            issue(now, **given)
        assert not ApiToken.objects.exists()


class TestActorOfToken:
    def test_ends_with_the_token(self, hq: None, now: datetime) -> None:
        issued = issue(now, lifetime=timedelta(days=1))
        assert queries.actor_of_token(issued.token, now=now + timedelta(hours=23)) is not None
        assert queries.actor_of_token(issued.token, now=now + timedelta(days=1)) is None
        queries.forget()
        assert queries.actor_of_token(issued.token, now=now + timedelta(days=1)) is None

    def test_ends_at_once_where_it_is_revoked(self, hq: None, now: datetime) -> None:
        issued = issue(now)
        assert queries.actor_of_token(issued.token, now=now) is not None
        identity.revoke_token(token_id=issued.row.id, revoked_at=now)
        identity.revoke_token(token_id=issued.row.id, revoked_at=now + timedelta(hours=1))
        assert queries.actor_of_token(issued.token, now=now) is None
        assert ApiToken.objects.get(pk=issued.row.pk).revoked_at == now

    @pytest.mark.parametrize("token", ["", "tdm_", "\ud800", "x" * 100_000, "tdm_\0"])
    def test_knows_no_stranger(self, hq: None, now: datetime, token: str) -> None:
        assert queries.actor_of_token(token, now=now) is None


def test_every_role_may_something_and_only_headquarters_may_write_the_nation() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    writers = {role for role, may in ROLE_PERMISSIONS.items() if Permission.REGISTRY_WRITE in may}
    assert writers == {Role.HQ_ADMIN, Role.REGISTRY_OFFICER}
    assert {role for role, may in ROLE_PERMISSIONS.items() if Permission.CALENDAR_WRITE in may} == {
        Role.HQ_ADMIN
    }
    for role in (Role.AUDITOR, Role.HQ_ANALYST, Role.COMMITTEE_MEMBER):
        writes = {permission for permission in ROLE_PERMISSIONS[role] if not permission.endswith(":read")}
        assert writes <= {Permission.BULK_WRITE, Permission.SELECTION_SCORE}, "an export in bulk only reads"


def test_a_delegate_reads_and_contests_and_nobody_else_contests() -> None:
    delegate = ROLE_PERMISSIONS[Role.COOPERATIVE_DELEGATE]
    assert {permission for permission in delegate if not permission.endswith(":read")} == {
        Permission.STATEMENTS_CONTEST
    }
    others = [may for role, may in ROLE_PERMISSIONS.items() if role is not Role.COOPERATIVE_DELEGATE]
    assert not any(Permission.STATEMENTS_CONTEST in may for may in others)


def test_only_a_manager_decides_about_money_and_both_keepers_of_the_books_close() -> None:
    """Whoever prepares does not approve: the operations see to it, person by person."""
    deciders = {role for role, may in ROLE_PERMISSIONS.items() if Permission.SETTLEMENT_DECIDE in may}
    closers = {role for role, may in ROLE_PERMISSIONS.items() if Permission.PERIODS_APPROVE in may}
    assert deciders == {Role.HQ_ADMIN, Role.MARKET_MANAGER}
    assert closers == {Role.HQ_ADMIN, Role.MARKET_MANAGER, Role.ACCOUNTANT}
