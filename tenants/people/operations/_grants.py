"""Giving a person a role in a scope, and ending it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.ids import new_id
from tenants.access import NETWORK, Actor
from tenants.identity.operations import DelegateNeedsCooperative, RoleNotInScope
from tenants.network import queries as network
from tenants.people import queries, rules
from tenants.people.models import Membership, Person
from tenants.people.operations._credentials import locked_person
from tenants.permissions import MARKET_ROLES, NETWORK_ROLES, Role

LONGEST_REASON = 200


class NotYoursToGrant(DomainError):
    """Whoever grants, invites or ends does not hold all that the role gives, there, or may not appoint it; or
    does it for himself. Params: `role`, `scope`.
    """

    code = "NOT_YOURS_TO_GRANT"
    messages = {
        "ar": "لا يمكنك منح الدور {role} في النطاق {scope} ولا إنهاؤه",
        "fr": "Vous ne pouvez ni donner ni retirer le rôle {role} dans le périmètre {scope}",
        "en": "You can neither grant nor end the role {role} in the scope {scope}",
    }


class AlreadyHeld(DomainError):
    """The person holds this role there already. Params: `role`, `scope`."""

    code = "ALREADY_HELD"
    messages = {
        "ar": "يملك هذا الشخص الدور {role} في النطاق {scope} من قبل",
        "fr": "Cette personne a déjà le rôle {role} dans le périmètre {scope}",
        "en": "This person already holds the role {role} in the scope {scope}",
    }


class DelegateHoldsNothingElse(DomainError):
    """A cooperative's delegate holds nothing else where it is one. Params: `role`, `scope`."""

    code = "DELEGATE_HOLDS_NOTHING_ELSE"
    messages = {
        "ar": "لا يجتمع دور مندوب التعاونية مع دور آخر: {role} في النطاق {scope}",
        "fr": "Le délégué d'une coopérative n'a pas d'autre rôle au même endroit : {role}, {scope}",
        "en": "A cooperative's delegate holds no other role in the same place: {role} in the scope {scope}",
    }


class PersonDisabled(DomainError):
    """The person is disabled."""

    code = "PERSON_DISABLED"
    messages = {
        "ar": "حساب هذا الشخص موقوف",
        "fr": "Le compte de cette personne est désactivé",
        "en": "This person is disabled",
    }


class GrantEnded(DomainError):
    """The grant ended before."""

    code = "GRANT_ENDED"
    messages = {
        "ar": "انتهى هذا الدور من قبل",
        "fr": "Ce rôle a déjà pris fin",
        "en": "This grant has already ended",
    }


@transaction.atomic
def grant_role(
    *,
    person_id: UUID,
    role: Role,
    scope: str,
    actor: Actor,
    at: datetime,
    cooperative_id: UUID | None = None,
    reason: str = "",
) -> Membership:
    """Let a person hold `role` in `scope` (`network` or a market's slug).

    Raises NotFound, RoleNotInScope, DelegateNeedsCooperative, NotYoursToGrant, AlreadyHeld,
    DelegateHoldsNothingElse, PersonDisabled or InvalidValue.
    """
    require_role_in_scope(role=role, scope=scope, cooperative_id=cooperative_id)
    require_may_grant(actor, role=role, scope=scope, person_id=person_id)
    person = locked_person(person_id)
    return hold(
        person,
        role=role,
        scope=scope,
        cooperative_id=cooperative_id,
        reason=said(reason),
        granted_by=actor.id,
        at=at,
    )


@transaction.atomic
def end_grant(*, membership_id: UUID, actor: Actor, at: datetime, reason: str = "") -> Membership:
    """End a grant; tokens that hold it are refused everywhere within a minute.

    Raises NotFound, NotYoursToGrant, GrantEnded or InvalidValue.
    """
    found = Membership.objects.filter(pk=membership_id).first()
    if found is None:
        raise NotFound(kind="Membership", id=str(membership_id))
    require_may_grant(actor, role=Role(found.role), scope=found.scope, person_id=found.person_id)
    ended = Membership.objects.filter(pk=membership_id, ended_at__isnull=True).update(
        ended_at=at, ended_by=actor.id, end_reason=said(reason)
    )
    if not ended:
        raise GrantEnded()
    found.refresh_from_db()
    return found


# -- for the other operations ------------------------------------------------------------------------------


def hold(
    person: Person,
    *,
    role: Role,
    scope: str,
    cooperative_id: UUID | None,
    granted_by: str,
    at: datetime,
    reason: str = "",
) -> Membership:
    """Write a membership of a locked person. Raises PersonDisabled, AlreadyHeld, DelegateHoldsNothingElse."""
    if not person.is_active:
        raise PersonDisabled()
    held = queries.grants_of(person.pk)
    if any((each.role, each.scope, each.cooperative_id) == (role, scope, cooperative_id) for each in held):
        raise AlreadyHeld(role=role.value, scope=scope)
    if not rules.may_hold(held, role=role, scope=scope):
        raise DelegateHoldsNothingElse(role=role.value, scope=scope)
    return Membership.objects.create(
        id=new_id(),
        person=person,
        role=role.value,
        scope=scope,
        cooperative_id=cooperative_id,
        reason=reason,
        granted_at=at,
        granted_by=granted_by,
    )


def require_role_in_scope(*, role: Role, scope: str, cooperative_id: UUID | None) -> None:
    """Raises RoleNotInScope, DelegateNeedsCooperative, or NotFound for a market that does not exist."""
    if role not in (NETWORK_ROLES if scope == NETWORK else MARKET_ROLES):
        raise RoleNotInScope(role=role.value, scope=scope)
    if (role is Role.COOPERATIVE_DELEGATE) != (cooperative_id is not None):
        raise DelegateNeedsCooperative(role=role.value)
    if scope != NETWORK:
        network.market(scope)


def require_may_grant(actor: Actor, *, role: Role, scope: str, person_id: UUID | None = None) -> None:
    """Raises NotYoursToGrant; nobody looks after his own roles either."""
    himself = person_id is not None and actor.id == f"person:{person_id}"
    if himself or not rules.may_grant(actor, role=role, scope=scope):
        raise NotYoursToGrant(role=role.value, scope=scope)


def said(reason: str) -> str:
    """A reason, short. Raises InvalidValue."""
    if len(reason) > LONGEST_REASON:
        raise InvalidValue(path=("reason",), field="reason", reason=f"up to {LONGEST_REASON} characters")
    return reason.strip()
