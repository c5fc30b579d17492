"""Who somebody is, what they hold, and what they must show. Run as headquarters."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kernel.errors import DomainError
from tenants.access import NETWORK, Actor, ActorKind, Grant, actor_at
from tenants.people import rules
from tenants.people.models import Credential, Invitation, Membership, Person, Recovery
from tenants.people.types import Login, LoginKind, SecondFactor
from tenants.permissions import ROLE_PERMISSIONS, Permission, Role


def person_by_login(text: str) -> Person | None:
    """The person who signs in with this e-mail address or phone number, however it is written."""
    try:
        return person_with(rules.login(text))
    except DomainError:
        return None


def person_with(login: Login) -> Person | None:
    """The person with this login."""
    column = {LoginKind.EMAIL: "details__email", LoginKind.PHONE: "details__phone"}[login.kind]
    return Person.objects.select_related("details").filter(**{column: login.value}).first()


def normalised(text: str) -> str | None:
    """A login as it is stored, None for what can be none."""
    try:
        return rules.login(text).value
    except DomainError:
        return None


def person(person_id: UUID) -> Person | None:
    """The person with this id, details included."""
    return Person.objects.select_related("details").filter(pk=person_id).first()


def signed_out(person: Person | None, *, since: datetime) -> bool:
    """Whether this person may not go on with what began at `since`: disabled, or signed out everywhere."""
    if person is None or not person.is_active:
        return True
    return person.signed_out_at is not None and since <= person.signed_out_at


def memberships_of(person_id: UUID) -> QuerySet[Membership]:
    """The grants that this person holds now, oldest first."""
    return Membership.objects.filter(person_id=person_id, ended_at__isnull=True).order_by("granted_at", "id")


def grants_of(person_id: UUID) -> tuple[Grant, ...]:
    """What this person holds now; a disabled one holds it on, and may nothing."""
    return tuple(as_grant(row) for row in memberships_of(person_id))


def usable_grants_of(person_id: UUID) -> tuple[Grant, ...]:
    """What this person may act with now: of roles that take a second factor none until there is one. A role
    that was granted since the last sign-in would otherwise be renewed with a password alone.
    """
    held = grants_of(person_id)
    if second_factor(person_id) is not SecondFactor.TO_ENROL:
        return held
    return tuple(grant for grant in held if not rules.moves_money(grant.role))


def may_in_network(actor: str, permission: Permission) -> bool:
    """Whether the person who acts under this id holds a permission in the network now."""
    kind, _, key = actor.partition(":")
    try:
        found = person(UUID(key)) if kind == "person" else None
    except ValueError:
        return False
    if found is None or not found.is_active:
        return False
    return any(
        grant.scope == NETWORK and permission in ROLE_PERMISSIONS[grant.role] for grant in grants_of(found.pk)
    )


def as_grant(row: Membership) -> Grant:
    """A membership as an actor carries it."""
    return Grant(id=row.pk, role=Role(row.role), scope=row.scope, cooperative_id=row.cooperative_id)


def actor_of_person(
    person_id: UUID,
    *,
    market: str | None,
    allowed: frozenset[Permission] | None = None,
    client: str | None = None,
) -> Actor | None:
    """The person as an actor on the host of `market` (None: headquarters), as things stand now; None for who
    is disabled or has nothing to act with there.
    """
    found = person(person_id)
    if found is None or not found.is_active:
        return None
    return actor_at(
        market=market,
        id=f"person:{person_id}",
        label=found.details.name,
        kind=ActorKind.PERSON,
        grants=usable_grants_of(person_id),
        allowed=allowed,
        client=client,
    )


def second_factor(person_id: UUID) -> SecondFactor:
    """What this person must show beside the password: a code if it enrolled, and if it must but did not, it
    enrols before it is let in.
    """
    if Credential.objects.filter(pk=person_id, totp_enrolled_at__isnull=False).exists():
        return SecondFactor.NEEDED
    moves_money = any(rules.moves_money(grant.role) for grant in grants_of(person_id))
    return SecondFactor.TO_ENROL if moves_money else SecondFactor.NOT_NEEDED


def known_of(found: Person) -> tuple[str, ...]:
    """What everybody knows of a person, which makes no password."""
    details = found.details
    words = (*details.name.split(), (details.email or "").partition("@")[0], (details.phone or "")[-9:])
    return tuple(word for word in words if word)


def known_logins(person_id: UUID) -> Iterable[str]:
    """What this person signs in with."""
    found = person(person_id)
    logins = () if found is None else (found.details.email, found.details.phone)
    return [login for login in logins if login is not None]


def open_invitation(digest: bytes, at: datetime) -> Invitation | None:
    """The invitation whose link has a secret of this digest, while it may be accepted."""
    return Invitation.objects.filter(
        secret_hash=digest, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at
    ).first()


def open_invitation_with(secret: str, at: datetime) -> Invitation | None:
    """The invitation whose link has this secret, while it may be accepted."""
    return open_invitation(rules.digest_of(secret), at)


def open_recovery(digest: bytes, at: datetime) -> Recovery | None:
    """The way back in whose link has a secret of this digest, while it may be used."""
    return (
        Recovery.objects.select_related("person__details")
        .filter(secret_hash=digest, used_at__isnull=True, expires_at__gt=at)
        .first()
    )


def contact_of(row: Invitation) -> Login:
    """Where an invitation went, and what its person will sign in with."""
    if row.email is not None:
        return Login(LoginKind.EMAIL, row.email)
    assert row.phone is not None, "an invitation goes to one contact"
    return Login(LoginKind.PHONE, row.phone)


def memberships_by_name() -> QuerySet[Membership]:
    """Every grant that holds, with its person's details, by name."""
    return (
        Membership.objects.filter(ended_at__isnull=True)
        .select_related("person__details")
        .order_by("person__details__name", "id")
    )
