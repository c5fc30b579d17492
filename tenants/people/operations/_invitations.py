"""Inviting somebody to a role, and accepting."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.ids import new_id
from tenants.access import SYSTEM, Actor, ActorKind
from tenants.people import letters, queries, rules
from tenants.people.models import Invitation, Person
from tenants.people.operations._attempts import counted
from tenants.people.operations._credentials import hashed_password, locked_person
from tenants.people.operations._grants import (
    NotYoursToGrant,
    PersonDisabled,
    hold,
    require_may_grant,
    require_role_in_scope,
)
from tenants.people.operations._persons import LoginTaken, create_person, known_language
from tenants.people.operations._secrets import new_secret
from tenants.people.operations._signing_in import WrongCredentials, matches
from tenants.people.rules import digest_of
from tenants.people.types import Login, LoginKind, Tried
from tenants.permissions import Role
from tenants.personal.types import FORGOTTEN

LIFETIME = timedelta(days=7)
LONGEST_LIFETIME = timedelta(days=30)


class InvitationOver(DomainError):
    """An invitation that does not exist, expired, was withdrawn, or was accepted: a link alone is not
    told which.
    """

    code = "INVITATION_OVER"
    messages = {
        "ar": "هذه الدعوة غير صالحة أو انتهت مدتها أو استُعملت",
        "fr": "Cette invitation n'est pas valable, a expiré ou a déjà servi",
        "en": "This invitation is not valid, has expired, or was used",
    }


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and, this once, the secret of its link."""

    row: Invitation
    secret: str

    @property
    def link(self) -> str:
        """The address at which it is accepted."""
        return letters.invitation_link(self.secret)


def invite_person(
    *,
    name: str,
    role: Role,
    scope: str,
    actor: Actor,
    at: datetime,
    email: str | None = None,
    phone: str | None = None,
    language: str = "fr",
    cooperative_id: UUID | None = None,
    lifetime: timedelta = LIFETIME,
) -> Invited:
    """Offer `role` in `scope` to an e-mail address or a phone number, to which the link is sent once this is
    committed. Who has an account there may be invited too, and accepts with the password it has.

    Raises InvalidValue, InvalidIdentifier, NotFound, RoleNotInScope, DelegateNeedsCooperative or
    NotYoursToGrant.
    """
    contact = rules.contact(email_text=email, phone_text=phone)
    written = rules.name(name)
    if not timedelta(0) < lifetime <= LONGEST_LIFETIME:
        raise InvalidValue(path=("lifetime",), field="lifetime", reason="up to 30 days")
    require_role_in_scope(role=role, scope=scope, cooperative_id=cooperative_id)
    require_may_grant(actor, role=role, scope=scope, person_id=_known_id(contact))
    secret = new_secret()
    with transaction.atomic():
        row = Invitation.objects.create(
            id=new_id(),
            secret_hash=secret.digest,
            name=written,
            email=contact.value if contact.kind is LoginKind.EMAIL else None,
            phone=contact.value if contact.kind is LoginKind.PHONE else None,
            language=known_language(language),
            role=role.value,
            scope=scope,
            cooperative_id=cooperative_id,
            invited_at=at,
            invited_by=actor.id,
            expires_at=at + lifetime,
        )
        letters.send_invitation(row, secret.text, at=at)
    return Invited(row, secret.text)


@transaction.atomic
def resend_invitation(*, invitation_id: UUID, actor: Actor, at: datetime) -> Invited:
    """Send an open or expired invitation again with a new link, valid anew; the link before is no good any
    more. Whoever sends it is who invites.

    Raises NotFound, NotYoursToGrant or InvitationOver.
    """
    row = _locked(invitation_id, actor)
    secret = new_secret()
    row.secret_hash = secret.digest
    row.expires_at = at + LIFETIME
    row.invited_by = actor.id
    row.save(update_fields=["secret_hash", "expires_at", "invited_by"])
    letters.send_invitation(row, secret.text, at=at)
    return Invited(row, secret.text)


@transaction.atomic
def withdraw_invitation(*, invitation_id: UUID, actor: Actor, at: datetime) -> Invitation:
    """Take an invitation back. Raises NotFound, NotYoursToGrant or InvitationOver."""
    row = _locked(invitation_id, actor)
    row.withdrawn_at, row.withdrawn_by = at, actor.id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return row


def accept_invitation(
    *, secret: str, password: str, address: str, at: datetime, name: str | None = None
) -> Person:
    """Take an invitation up, once: a new person with this password, or one more role for who has an account,
    whose password it must be. Whoever invited must still be allowed to.

    Raises InvitationOver, WeakPassword, WrongCredentials, TooManyAttempts, PersonDisabled, AlreadyHeld,
    DelegateHoldsNothingElse, NotYoursToGrant or InvalidValue.
    """
    with counted(tried=Tried.LINK, subject=address, address=address, at=at):
        row = queries.open_invitation(digest_of(secret), at)
        if row is None:
            raise InvitationOver()
    contact = queries.contact_of(row)
    known = queries.person_with(contact)
    written = rules.name(row.name if name is None else name)
    if known is None:
        hashed = hashed_password(password, known=(written, contact.value))
    else:
        hashed = ""
        _prove(known, password, contact, address=address, at=at)
    with transaction.atomic():
        return _accept(row.pk, contact, written, hashed, at)


def _prove(person: Person, password: str, contact: Login, *, address: str, at: datetime) -> None:
    with counted(tried=Tried.PASSWORD, subject=contact.value, address=address, at=at):
        if not matches(person, password):
            raise WrongCredentials(path=("password",))
    if not person.is_active:
        raise PersonDisabled()


def _accept(invitation_id: UUID, contact: Login, name: str, hashed: str, at: datetime) -> Person:
    """The row's lock lets one of several at once in; the others find it accepted."""
    row = Invitation.objects.select_for_update().get(pk=invitation_id)
    if row.accepted_at is not None or row.withdrawn_at is not None or row.expires_at <= at:
        raise InvitationOver()
    role, scope = Role(row.role), row.scope
    inviter = _inviter(row)
    if inviter is None:
        raise NotYoursToGrant(role=role.value, scope=scope)
    require_may_grant(inviter, role=role, scope=scope, person_id=_known_id(contact))
    person = _person(contact, name, row.language, hashed, at)
    membership = hold(
        person, role=role, scope=scope, cooperative_id=row.cooperative_id, granted_by=row.invited_by, at=at
    )
    row.accepted_at, row.membership = at, membership
    row.save(update_fields=["accepted_at", "membership"])
    return person


def _person(contact: Login, name: str, language: str, hashed: str, at: datetime) -> Person:
    known = queries.person_with(contact)
    if known is not None and not hashed:
        return locked_person(known.pk)
    try:
        with transaction.atomic():
            return create_person(login=contact, name=name, language=language, hashed=hashed, at=at)
    except IntegrityError:  # another invitation to the same contact was accepted at this very moment
        raise LoginTaken() from None


def _known_id(contact: Login) -> UUID | None:
    known = queries.person_with(contact)
    return None if known is None else known.pk


def _inviter(row: Invitation) -> Actor | None:
    """Whoever invited, with what it may now. Only people's grants end: an invitation that a token made stays
    good.
    """
    kind, _, key = row.invited_by.partition(":")
    if kind != ActorKind.PERSON:
        return SYSTEM
    return queries.actor_of_person(UUID(key), market=None)


def _locked(invitation_id: UUID, actor: Actor) -> Invitation:
    row = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if row is None:
        raise NotFound(kind="Invitation", id=str(invitation_id))
    known = _known_id(queries.contact_of(row))
    require_may_grant(actor, role=Role(row.role), scope=row.scope, person_id=known)
    if row.accepted_at is not None or row.withdrawn_at is not None or row.name == FORGOTTEN:
        raise InvitationOver()
    return row
