"""What the public writes: a draft behind a secret link, kept at any moment, and its submission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from kernel.halfmonth import business_date
from kernel.ids import new_id
from shared_catalog.applications import queries, rules
from shared_catalog.applications.models import Likeness, PublicApplication
from shared_catalog.applications.types import ApplicationState
from shared_catalog.registry import operations as registry
from shared_catalog.selection.models import Round
from shared_catalog.selection.operations import WrongRoundState
from shared_catalog.selection.queries import terms_of
from shared_catalog.selection.types import RoundState
from tenants.events import operations as events
from tenants.people.operations import count, counted, new_secret
from tenants.people.rules import digest_of
from tenants.people.types import Tried

SERIES = "public application"


class ApplicationLinkUnknown(DomainError):
    """A link of an application that does not exist, or of a draft that was deleted: which is not said."""

    code = "APPLICATION_LINK_UNKNOWN"
    messages = {
        "ar": "هذا الرابط لا يؤدي إلى أي طلب: تحقق منه، فالمسودات المهملة تحذف",
        "fr": "Ce lien ne mène à aucune candidature : vérifiez-le, les brouillons oubliés sont supprimés",
        "en": "This link leads to no application: check it, since drafts that are left alone are deleted",
    }


class ApplicationSubmitted(DomainError):
    """What was submitted is not changed any more. Params: `number`."""

    code = "APPLICATION_SUBMITTED"
    messages = {
        "ar": "سبق إيداع الطلب رقم {number} ولا يمكن تغييره",
        "fr": "La candidature numéro {number} est déposée et ne peut plus changer",
        "en": "The application number {number} was submitted and cannot be changed any more",
    }


@dataclass(frozen=True, slots=True)
class Started:
    """A new draft, and the secret of its link, which is shown this once."""

    application: PublicApplication
    secret: str


def start(*, round_id: UUID, language: str, address: str, at: datetime) -> Started:
    """Begin an application to an open round. Raises NotFound, WrongRoundState, TooManyAttempts."""
    count(tried=Tried.APPLICATION, subject=address, address=address, at=at)
    with transaction.atomic():
        _require_open(round_id)
        secret = new_secret()
        application = PublicApplication.objects.create(
            id=new_id(),
            secret_hash=secret.digest,
            round_id=round_id,
            state=ApplicationState.DRAFT,
            language=language,
            typed={},
            started_at=at,
            changed_at=at,
        )
    return Started(application, secret.text)


def opened(*, secret: str, address: str, at: datetime) -> PublicApplication:
    """The application behind a link, with its round. Raises ApplicationLinkUnknown, TooManyAttempts for who
    tries links.
    """
    with counted(tried=Tried.LINK, subject=address, address=address, at=at):
        found = queries.with_secret(digest_of(secret))
        if found is None:
            raise ApplicationLinkUnknown()
    return found


def save(*, application_id: UUID, typed: Mapping[str, str], address: str, at: datetime) -> PublicApplication:
    """Keep a draft as it was typed, complete or not. Raises ApplicationLinkUnknown, ApplicationSubmitted,
    TooManyAttempts.
    """
    count(tried=Tried.APPLICATION_SAVE, subject=str(application_id), address=address, at=at)
    kept = dict(rules.kept(typed))
    with transaction.atomic():
        draft = _draft(application_id)
        for column in rules.CONTACT:
            setattr(draft, column, kept.pop(column))
        draft.typed, draft.changed_at = kept, at
        draft.save(update_fields=["typed", "changed_at", *rules.CONTACT])
    return draft


@transaction.atomic
def submit(*, application_id: UUID, consented: bool, at: datetime) -> PublicApplication:
    """Hand a draft in as it was last kept. Whom it looks like is noted for the officer and never told to its
    author: else forms would say who is known here.

    Raises ApplicationLinkUnknown, ApplicationSubmitted, WrongRoundState, InvalidValue, InvalidIdentifier.
    """
    application = _draft(application_id)
    round_ = _require_open(application.round_id, held=True)
    declared = rules.checked(
        queries.typed_in(application),
        consented=consented,
        terms=terms_of(round_),
        regions=queries.regions_by_province(),
        categories=frozenset(queries.leaf_categories().values_list("code", flat=True)),
        today=business_date(at),
    )
    details = declared.details
    contact = details.contact
    application.number = registry.take_numbers(series=SERIES)[0]
    application.state, application.typed = ApplicationState.SUBMITTED, {}
    application.said = rules.written(declared)
    application.name_ar, application.name_fr = details.names.ar, details.names.fr
    application.ice, application.group = details.ice, details.group
    application.region_id, application.province_id = details.region_code, details.province_code
    application.contact_name, application.contact_phone = contact.name, contact.phone
    application.contact_email = contact.email
    application.submitted_at = application.changed_at = at
    application.save()
    _note_likenesses(application, at)
    tell("submitted", application, at)
    return application


@transaction.atomic
def delete_draft(*, application_id: UUID) -> None:
    """Delete a draft for good, as its author wants. Raises ApplicationLinkUnknown, ApplicationSubmitted."""
    _draft(application_id).delete()


@transaction.atomic
def delete_old_drafts(*, now: datetime) -> int:
    """Delete drafts that nobody touched for `rules.DRAFTS_KEPT`; returns how many."""
    old = PublicApplication.objects.filter(
        state=ApplicationState.DRAFT, changed_at__lt=now - rules.DRAFTS_KEPT
    )
    return old.delete()[0]


@transaction.atomic
def forget_applicants(*, before: datetime, now: datetime) -> int:
    """Empty whom to reach of applications that nothing happened to since an instant; returns how many."""
    over = PublicApplication.objects.filter(changed_at__lt=before, forgotten_at__isnull=True)
    return over.exclude(state=ApplicationState.DRAFT).update(
        contact_name="", contact_phone="", contact_email="", forgotten_at=now
    )


def tell(what: str, application: PublicApplication, at: datetime) -> None:
    """Say in the event log what became of an application, and nothing of who applies."""
    said = {"round": str(application.round_id), "number": application.number}
    events.append(name=f"public_application.{what}", subject_id=application.id, payload=said, at=at)


def _draft(application_id: UUID) -> PublicApplication:
    found = PublicApplication.objects.select_for_update().filter(id=application_id).first()
    if found is None:
        raise ApplicationLinkUnknown()
    if found.state != ApplicationState.DRAFT:
        raise ApplicationSubmitted(number=found.number)
    return found


def _require_open(round_id: UUID, *, held: bool = False) -> Round:
    """The round; when held, nobody ends its scoring before the transaction ends."""
    rounds = Round.objects.select_related("grid")
    if held:
        rounds = rounds.select_for_update(of=("self",))
    round_ = rounds.filter(id=round_id).first()
    if round_ is None:
        raise NotFound(kind="round", id=round_id)
    if round_.state != RoundState.OPEN:
        raise WrongRoundState(round=round_.title, state=round_.state)
    return round_


def _note_likenesses(application: PublicApplication, at: datetime) -> None:
    """Whom it looks like among the cooperatives of the registry and the other applications: three statements.

    The registry of a country's cooperatives fits into memory; comparing names folded does not fit into SQL.
    """
    mine = queries.identity_of(application)
    found = []
    for key, known in queries.known_cooperatives():
        if ground := rules.alike(mine, known):
            found.append(Likeness(application=application, cooperative_id=key, ground=ground, found_at=at))
    for other, known in queries.other_applications(application):
        if ground := rules.alike(mine, known):
            for one, looks_like in ((application.id, other), (other, application.id)):
                found.append(Likeness(application_id=one, other_id=looks_like, ground=ground, found_at=at))
    Likeness.objects.bulk_create(found)
