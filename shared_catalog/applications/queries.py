"""Reads of applications: behind a link, for the form, and whom one may look like."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kernel.halfmonth import business_date
from shared_catalog.applications import rules
from shared_catalog.applications.models import PublicApplication
from shared_catalog.applications.types import Answers, ApplicationState, Declared, Identity, Told
from shared_catalog.catalogue.models import Category
from shared_catalog.registry.models import Cooperative, Province
from shared_catalog.registry.types import Contact
from shared_catalog.selection import wording
from shared_catalog.selection.models import Place, Round
from shared_catalog.selection.queries import placing_of, terms_of
from shared_catalog.selection.rules import appeal_until
from shared_catalog.selection.types import Outcome, RoundState


def open_rounds() -> QuerySet[Round]:
    """The rounds that take applications, latest first."""
    return Round.objects.filter(state=RoundState.OPEN).select_related("grid").order_by("-opened_at", "id")


def with_secret(digest: bytes) -> PublicApplication | None:
    """The application whose link has the secret with this hash."""
    return PublicApplication.objects.select_related("round__grid").filter(secret_hash=digest).first()


def provinces() -> QuerySet[Province]:
    """Where a cooperative may be, by region."""
    return Province.objects.select_related("region").order_by("region_id", "code")


def regions_by_province() -> Mapping[str, str]:
    """The region of each province, by code."""
    return dict(Province.objects.values_list("code", "region_id"))


def leaf_categories() -> QuerySet[Category]:
    """The categories that products have, by group."""
    return (
        Category.objects.filter(parent__isnull=False)
        .select_related("parent")
        .order_by("parent__position", "position", "code")
    )


def typed_in(draft: PublicApplication) -> Answers:
    """The fields of a draft as they were typed."""
    contact = {name: getattr(draft, name) for name in rules.CONTACT}
    return {**draft.typed, **contact}


def declared_in(application: PublicApplication) -> Declared:
    """What a submitted application says; whom to reach is empty once it was forgotten."""
    contact = Contact(
        name=application.contact_name, phone=application.contact_phone, email=application.contact_email
    )
    assert application.said is not None
    return rules.read(application.said, contact=contact)


def told(application: PublicApplication) -> Told:
    """What the applicant is told: after the signature what the minutes say, of the decision that holds."""
    state = ApplicationState(application.state)
    place = _place_of(application.entered_as_id) if application.entered_as_id else None
    if place is None:
        standing = rules.standing(state, None)
        refused = {"ar": application.reason, "fr": application.reason} if application.reason else None
        return Told(standing=standing, why=refused)
    quotas = {(one.dimension.value, one.value): one for one in terms_of(application.round).quotas}
    placing = placing_of(place, quotas=quotas)
    why = wording.place_in_words(
        placing.ground,
        rank=placing.rank,
        waiting=placing.waiting,
        quota=placing.quota,
        failed_gates=placing.failed_gates,
    )
    return Told(
        standing=rules.standing(state, Outcome(place.outcome)),
        why=why,
        appeal_until=_appeal_until(place),
    )


def identity_of(application: PublicApplication) -> Identity:
    """By what the author of a submitted application is recognised."""
    assert application.said is not None
    said = application.said["details"]
    return Identity(
        ice=application.ice,
        register_number=said["register_number"],
        register_court=said["register_court"],
        name_ar=application.name_ar,
        name_fr=application.name_fr,
        province=application.province_id or "",
    )


def known_cooperatives() -> Iterator[tuple[UUID, Identity]]:
    """Every cooperative of the registry as it is recognised, in one statement."""
    columns = ("ice", "register_number", "register_court", "name_ar", "name_fr", "province_id")
    for key, *said in Cooperative.objects.values_list("id", *columns):
        yield key, Identity(**dict(zip((*columns[:-1], "province"), said, strict=True)))


def other_applications(application: PublicApplication) -> Iterator[tuple[UUID, Identity]]:
    """Every other application that was submitted, in one statement."""
    others = PublicApplication.objects.exclude(state=ApplicationState.DRAFT).exclude(id=application.id)
    for other in others:
        yield other.id, identity_of(other)


def _place_of(application_id: UUID) -> Place | None:
    """What the latest signed decision gave an application."""
    signed = Place.objects.filter(application_id=application_id, decision__signed_at__isnull=False)
    return signed.select_related("decision", "application__cooperative").order_by("-decision__number").first()


def _appeal_until(place: Place) -> date:
    signed_at = place.decision.signed_at
    assert signed_at is not None
    return appeal_until(business_date(signed_at))
