"""A way back in for who forgot a password."""

from datetime import datetime, timedelta

from django.db import transaction

from kernel.errors import DomainError
from kernel.ids import new_id
from tenants.people import letters, queries, rules
from tenants.people.models import Person, Recovery
from tenants.people.operations._attempts import count, counted, forget
from tenants.people.operations._credentials import hashed_password, locked_person, store_password
from tenants.people.operations._secrets import new_secret
from tenants.people.rules import digest_of
from tenants.people.types import Clock, Tried

LIFETIME = timedelta(hours=1)


class RecoveryOver(DomainError):
    """A link that does not exist, expired, or was used: which is not said."""

    code = "RECOVERY_OVER"
    messages = {
        "ar": "هذا الرابط غير صالح أو انتهت مدته أو استُعمل",
        "fr": "Ce lien n'est pas valable, a expiré ou a déjà servi",
        "en": "This link is not valid, has expired, or was used",
    }


def start_recovery(*, login: str, address: str, at: datetime) -> None:
    """Send a link with which a new password is set, if somebody signs in with this; nobody learns whether.

    Every request counts. Raises TooManyAttempts.
    """
    subject = queries.normalised(login) or login[: rules.LONGEST_EMAIL]
    count(tried=Tried.RECOVERY, subject=subject, address=address, at=at)
    person = queries.person_by_login(login)
    if person is None or not person.is_active:
        return
    secret = new_secret()
    with transaction.atomic():
        row = Recovery.objects.create(
            id=new_id(),
            person=person,
            secret_hash=secret.digest,
            asked_at=at,
            expires_at=at + LIFETIME,
        )
        letters.send_recovery(row, secret.text)


def complete_recovery(*, secret: str, password: str, address: str, at: datetime, clock: Clock) -> Person:
    """Set a new password with the secret of a link, once. A second factor stays, and is asked for at sign-in;
    sessions and tokens made before are signed out, by `clock` once it is hashed, and failures at the password
    forgotten.

    Raises RecoveryOver, WeakPassword or TooManyAttempts.
    """
    with counted(tried=Tried.LINK, subject=address, address=address, at=at):
        found = queries.open_recovery(digest_of(secret), at)
        if found is None:
            raise RecoveryOver()
    hashed = hashed_password(password, known=queries.known_of(found.person))
    with transaction.atomic():
        person = locked_person(found.person_id)
        used = Recovery.objects.filter(pk=found.pk, used_at__isnull=True).update(used_at=at)
        if not used or not person.is_active:
            raise RecoveryOver()
        store_password(person, hashed, clock())
        for login in queries.known_logins(person.pk):
            forget(Tried.PASSWORD, subject=login)
    return person
