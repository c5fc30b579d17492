"""A person's account: made, edited by its owner, disabled and enabled."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import LANGUAGES, DomainError, InvalidValue
from kernel.ids import new_id
from tenants.access import Actor
from tenants.people import queries, rules
from tenants.people.models import Credential, Person, PersonDetails
from tenants.people.operations._credentials import locked_person, person_of, require_over_person, sign_out
from tenants.people.types import Login, LoginKind


class LoginTaken(DomainError):
    """Somebody signs in with this e-mail address or phone number already."""

    code = "LOGIN_TAKEN"
    messages = {
        "ar": "هذا المعرّف مستعمل من قبل",
        "fr": "Cet identifiant est déjà utilisé",
        "en": "Somebody already signs in with this",
    }


class PersonNeeded(DomainError):
    """Only people do this, each for himself: programs and whoever did not sign in have no account."""

    code = "PERSON_NEEDED"
    messages = {
        "ar": "يجب أن يسجل الدخول شخص",
        "fr": "Il faut qu'une personne soit connectée",
        "en": "A person has to be signed in",
    }


@transaction.atomic
def disable_person(*, person_id: UUID, actor: Actor, at: datetime) -> Person:
    """Let a person sign in nowhere, and refuse its tokens everywhere within a minute. Done twice, it is once.

    Raises NotFound, or Forbidden without `people:write` for the whole network, and for oneself.
    """
    require_over_person(actor, person_id)
    person = locked_person(person_id)
    if person.disabled_at is None:
        Person.objects.filter(pk=person_id).update(disabled_at=at, disabled_by=actor.id)
        person.disabled_at, person.disabled_by = at, actor.id
        sign_out(person, at)
    return person


@transaction.atomic
def enable_person(*, person_id: UUID, actor: Actor) -> Person:
    """Let a disabled person sign in again, with the grants that did not end meanwhile.

    Raises NotFound, or Forbidden without `people:write` for the whole network, and for oneself.
    """
    require_over_person(actor, person_id)
    person = locked_person(person_id)
    Person.objects.filter(pk=person_id).update(disabled_at=None, disabled_by="")
    person.disabled_at, person.disabled_by = None, ""
    return person


@transaction.atomic
def edit_own_details(
    *, person_id: UUID, at: datetime, name: str | None = None, language: str | None = None
) -> Person:
    """Change one's own name and the language in which one is written to; None leaves either as it is.

    The login stays: an invitation proved it, and a recovery goes to it. Raises NotFound or InvalidValue.
    """
    person = person_of(person_id)
    changed: dict[str, object] = {}
    if name is not None:
        changed["name"] = rules.name(name)
    if language is not None:
        changed["language"] = known_language(language)
    if changed:
        PersonDetails.objects.filter(pk=person_id, pseudonymised_at__isnull=True).update(
            **changed, updated_at=at
        )
        person.details.refresh_from_db()
    return person


# -- for the other operations ------------------------------------------------------------------------------


def create_person(*, login: Login, name: str, language: str, hashed: str, at: datetime) -> Person:
    """A new person with a password. Raises LoginTaken."""
    if queries.person_with(login) is not None:
        raise LoginTaken()
    person = Person.objects.create(id=new_id(), created_at=at)
    PersonDetails.objects.create(
        person=person,
        name=name,
        email=login.value if login.kind is LoginKind.EMAIL else None,
        phone=login.value if login.kind is LoginKind.PHONE else None,
        language=language,
        updated_at=at,
    )
    Credential.objects.create(person=person, password=hashed, password_set_at=at)
    return person


def known_language(language: str) -> str:
    """One of the platform's languages. Raises InvalidValue."""
    if language not in LANGUAGES:
        raise InvalidValue(path=("language",), field="language", reason="one of " + ", ".join(LANGUAGES))
    return language
