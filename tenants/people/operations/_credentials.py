"""Passwords and second factors: making, changing, taking away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import pyotp
from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from kernel.errors import DomainError, NotFound
from tenants.access import NETWORK, Actor, Forbidden
from tenants.people import queries, rules
from tenants.people.models import Credential, Person, Recovery
from tenants.people.operations._attempts import counted, forget
from tenants.people.operations._signing_in import (
    TOTP_PURPOSE,
    WrongCode,
    WrongCredentials,
    matches,
    take_code,
)
from tenants.people.types import Clock, Enrolment, Tried
from tenants.permissions import Permission

ISSUER = "Tadamun"

Weakness = Literal["length", "characters", "common", "personal"]
_WEAKNESSES: Mapping[Weakness, Mapping[str, str]] = {
    "length": {
        "ar": f"من {rules.SHORTEST_PASSWORD} إلى {rules.LONGEST_PASSWORD} حرفا",
        "fr": f"de {rules.SHORTEST_PASSWORD} à {rules.LONGEST_PASSWORD} caractères",
        "en": f"{rules.SHORTEST_PASSWORD} to {rules.LONGEST_PASSWORD} characters",
    },
    "characters": {
        "ar": "فيها حروف لا تُكتب بلوحة المفاتيح",
        "fr": "il contient des caractères qu'un clavier n'écrit pas",
        "en": "it has characters that no keyboard writes",
    },
    "common": {
        "ar": "كلمة يعرفها الجميع",
        "fr": "il est trop courant",
        "en": "it is too common",
    },
    "personal": {
        "ar": "فيها اسمك أو عنوانك",
        "fr": "il contient votre nom ou votre adresse",
        "en": "it contains your name or your address",
    },
}


class WeakPassword(DomainError):
    """A password that is too easy to guess. Params: `reason`."""

    code = "WEAK_PASSWORD"
    messages = {
        "ar": "كلمة السر غير مقبولة: {reason}",
        "fr": "Mot de passe refusé : {reason}",
        "en": "This password is refused: {reason}",
    }

    def __init__(self, *, reason: Weakness, path: tuple[str, ...] = ("password",)) -> None:
        super().__init__(path=path, reason=reason)

    def wording(self, language: str) -> Mapping[str, Any]:
        reason: Weakness = self.params["reason"]
        return {"reason": _WEAKNESSES[reason][language]}


class AlreadyEnrolled(DomainError):
    """The person has a second factor; an administrator takes it away before there is another."""

    code = "ALREADY_ENROLLED"
    messages = {
        "ar": "التحقق بخطوتين مفعّل من قبل",
        "fr": "La double authentification est déjà activée",
        "en": "A second factor is already in use",
    }


class NotEnrolled(DomainError):
    """There is no second factor to confirm or take away."""

    code = "NOT_ENROLLED"
    messages = {
        "ar": "لا يوجد تحقق بخطوتين",
        "fr": "Il n'y a pas de double authentification",
        "en": "There is no second factor",
    }


def set_password(
    *, person_id: UUID, current: str, new: str, address: str, at: datetime, clock: Clock
) -> None:
    """Change one's own password; every session and token made before is signed out. Hashing takes its time,
    so `clock` says when it is done: what was made meanwhile was made before.

    Raises WrongCredentials, WeakPassword, TooManyAttempts or NotFound.
    """
    person = person_of(person_id)
    with counted(tried=Tried.PASSWORD, subject=str(person_id), address=address, at=at):
        if not matches(person, current):
            raise WrongCredentials(path=("current",))
    hashed = hashed_password(new, known=queries.known_of(person))
    with transaction.atomic():
        store_password(locked_person(person_id), hashed, clock())


def enrol_totp(*, person_id: UUID, at: datetime) -> Enrolment:
    """A new secret for a second factor, in use once `confirm_totp` saw a code of it. Enrolling again before
    that makes another secret. Raises AlreadyEnrolled or NotFound.
    """
    person = person_of(person_id)
    secret = pyotp.random_base32()
    sealed = settings.KEYS.seal(secret.encode(), purpose=TOTP_PURPOSE, context=str(person_id))
    waiting = Credential.objects.filter(pk=person_id, totp_enrolled_at__isnull=True)
    if not waiting.update(totp_secret=sealed):
        raise AlreadyEnrolled()
    uri = pyotp.TOTP(secret, issuer=ISSUER, name=person.details.name).provisioning_uri()
    return Enrolment(person_id=person_id, secret=secret, uri=uri)


def confirm_totp(*, person_id: UUID, code: str, address: str, at: datetime) -> None:
    """Take a first code of an enrolled secret, and ask for one at each sign-in from now on.

    Raises AlreadyEnrolled, NotEnrolled, WrongCode or TooManyAttempts.
    """
    with counted(tried=Tried.CODE, subject=str(person_id), address=address, at=at), transaction.atomic():
        credential = Credential.objects.select_for_update().filter(pk=person_id).first()
        if credential is None or credential.totp_secret is None:
            raise NotEnrolled()
        if credential.totp_enrolled_at is not None:
            raise AlreadyEnrolled()
        if not take_code(credential, code, at):
            raise WrongCode()
        Credential.objects.filter(pk=person_id).update(totp_enrolled_at=at)


@transaction.atomic
def reset_totp(*, person_id: UUID, actor: Actor, at: datetime) -> Person:
    """Take away the second factor of somebody who lost it; it is enrolled anew at the next sign-in, and every
    session and token made before is signed out. Nobody does it for himself.

    Raises NotFound, NotEnrolled, or Forbidden without `people:write` for the whole network.
    """
    require_over_person(actor, person_id)
    person = locked_person(person_id)
    gone = Credential.objects.filter(pk=person_id, totp_enrolled_at__isnull=False).update(
        totp_secret=None, totp_enrolled_at=None
    )
    if not gone:
        raise NotEnrolled()
    sign_out(person, at)
    forget(Tried.CODE, subject=str(person_id))
    return person


# -- for the other operations ------------------------------------------------------------------------------


def hashed_password(text: str, *, known: tuple[str, ...]) -> str:
    """A new password's hash. Raises WeakPassword; `known` is what everybody knows of the person."""
    raw = rules.password(text)
    if len(text) < rules.SHORTEST_PASSWORD or len(text) > rules.LONGEST_PASSWORD:
        raise WeakPassword(reason="length")
    if raw is None:
        raise WeakPassword(reason="characters")
    try:
        CommonPasswordValidator().validate(raw)
    except ValidationError:
        raise WeakPassword(reason="common") from None
    if rules.speaks_of(raw, known=known):
        raise WeakPassword(reason="personal")
    return hashers.make_password(raw)


def store_password(person: Person, hashed: str, at: datetime) -> None:
    """Put a locked person's password in the last one's place, end every way back in that is under way, and
    sign out.
    """
    Credential.objects.filter(pk=person.pk).update(password=hashed, password_set_at=at)
    Recovery.objects.filter(person=person, used_at__isnull=True).update(used_at=at)
    sign_out(person, at)


def sign_out(person: Person, at: datetime) -> None:
    """Make every session and token from before `at` no good."""
    Person.objects.filter(pk=person.pk).update(signed_out_at=at)
    person.signed_out_at = at


def person_of(person_id: UUID) -> Person:
    """The person with this id. Raises NotFound."""
    found = Person.objects.select_related("details").filter(pk=person_id).first()
    if found is None:
        raise NotFound(kind="Person", id=str(person_id))
    return found


def locked_person(person_id: UUID) -> Person:
    """The person with this id, whose memberships nobody else changes until the transaction ends. Raises
    NotFound.
    """
    found = Person.objects.select_for_update().filter(pk=person_id).first()
    if found is None:
        raise NotFound(kind="Person", id=str(person_id))
    return found


def require_over_person(actor: Actor, person_id: UUID) -> None:
    """Refuse with Forbidden who does not look after people for the whole network, or does it for himself."""
    network = NETWORK in actor.scopes_of(Permission.PEOPLE_WRITE)
    if not network or actor.id == f"person:{person_id}":
        raise Forbidden(permission=Permission.PEOPLE_WRITE.value)
