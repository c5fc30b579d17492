"""Proving who one is: a password, and a code where money moves."""

from datetime import datetime
from uuid import UUID

import pyotp
from django.conf import settings
from django.contrib.auth import hashers

from kernel.errors import DomainError
from tenants.people import queries, rules
from tenants.people.models import Credential, Person
from tenants.people.operations._attempts import counted
from tenants.people.types import Tried

TOTP_PURPOSE = "second factors of people"


class WrongCredentials(DomainError):
    """No such login, another password, or a disabled person: which of them is not said."""

    code = "WRONG_CREDENTIALS"
    messages = {
        "ar": "المعرّف أو كلمة السر غير صحيحة",
        "fr": "Identifiant ou mot de passe incorrect",
        "en": "The login or the password is wrong",
    }


class WrongCode(DomainError):
    """A code that is not this person's now, or was taken before."""

    code = "WRONG_CODE"
    messages = {
        "ar": "الرمز غير صحيح أو سبق استعماله",
        "fr": "Code incorrect ou déjà utilisé",
        "en": "The code is wrong or was used before",
    }


def check_password(*, login: str, password: str, address: str, at: datetime) -> Person:
    """The person who signs in with this login and password. Raises WrongCredentials or TooManyAttempts.

    `address` is where the request came from; both are counted. A second factor is asked for apart.
    """
    subject = queries.normalised(login) or login[: rules.LONGEST_EMAIL]
    with counted(tried=Tried.PASSWORD, subject=subject, address=address, at=at):
        person = queries.person_by_login(login)
        if not matches(person, password) or person is None or not person.is_active:
            raise WrongCredentials()
    return person


def check_code(*, person_id: UUID, code: str, address: str, at: datetime) -> None:
    """Take a code of this person's second factor; each is taken once. Raises WrongCode or TooManyAttempts."""
    with counted(tried=Tried.CODE, subject=str(person_id), address=address, at=at):
        credential = Credential.objects.filter(pk=person_id, totp_enrolled_at__isnull=False).first()
        if credential is None or not take_code(credential, code, at):
            raise WrongCode()


def matches(person: Person | None, password: str) -> bool:
    """Whether it is this person's password; for nobody it takes as long and is wrong."""
    credential = None if person is None else Credential.objects.filter(pk=person.pk).first()
    raw = rules.password(password)
    if credential is None or raw is None:
        hashers.make_password(raw or "nobody's")
        return False

    def rehash(known: str) -> None:
        Credential.objects.filter(pk=credential.pk).update(password=hashers.make_password(known))

    return hashers.check_password(raw, credential.password, setter=rehash)


def take_code(credential: Credential, code: str, at: datetime) -> bool:
    """Whether `code` is right now, and of a step after the last one taken, of which it is the last from here
    on: one statement decides, so that two who show it at once are one.
    """
    digits, now = rules.code(code), rules.step_of(at)
    if digits is None:
        return False
    totp = pyotp.TOTP(secret_of(credential))
    for step in (now + aside for aside in rules.STEPS_ASIDE):
        if pyotp.utils.strings_equal(totp.generate_otp(step), digits):
            taken = Credential.objects.filter(pk=credential.pk, totp_last_step__lt=step)
            return bool(taken.update(totp_last_step=step))
    return False


def secret_of(credential: Credential) -> str:
    """The second factor's secret in base32."""
    assert credential.totp_secret is not None
    sealed = bytes(credential.totp_secret)
    opened: bytes = settings.KEYS.unseal(sealed, purpose=TOTP_PURPOSE, context=str(credential.pk))
    return opened.decode()
