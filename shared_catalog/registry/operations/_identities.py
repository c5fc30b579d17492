"""What administrations know a cooperative by, and who speaks for it."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.versions import require_version
from shared_catalog.registry import rules
from shared_catalog.registry.models import Cooperative, LegalIdentity, Officer
from shared_catalog.registry.operations._changes import keep_identity
from shared_catalog.registry.operations._cooperatives import IdReused, WrongCooperativeStep, locked
from shared_catalog.registry.types import CooperativeStatus, LegalDetails, OfficerDetails
from tenants.database.claims import claim, done_before
from tenants.events import operations as events

_NOTHING = asdict(LegalDetails())


class TaxIdTaken(DomainError):
    """Another cooperative carries this identifiant fiscal. Params: `tax_id`."""

    code = "TAX_ID_TAKEN"
    messages = {
        "ar": "التعريف الضريبي {tax_id} مسجل لتعاونية أخرى",
        "fr": "L'identifiant fiscal {tax_id} est déjà celui d'une autre coopérative",
        "en": "The tax identifier {tax_id} already belongs to another cooperative",
    }


class OfficerForgotten(DomainError):
    """Who held this mandate is forgotten; it takes another. Params: `function`."""

    code = "OFFICER_FORGOTTEN"
    messages = {
        "ar": "تم محو بيانات صاحب هذه المهمة ({function})",
        "fr": "La personne de ce mandat ({function}) est oubliée",
        "en": "Whoever held this mandate ({function}) is forgotten",
    }


@transaction.atomic
def set_legal_identity(
    *,
    cooperative_id: UUID,
    details: LegalDetails,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> LegalIdentity:
    """Replace what administrations know a cooperative by; what was said before is kept. The same is returned
    as it is. `expected_version` is 0 where nothing was said yet.

    Raises NotFound, WrongCooperativeStep for a retired cooperative, VersionConflict, TaxIdTaken,
    InvalidIdentifier, InvalidValue.
    """
    cooperative = locked(cooperative_id=cooperative_id)
    _require_not_retired(cooperative)
    checked = rules.checked_legal(details, founded_on=cooperative.founded_on, today=business_date(at))
    known = LegalIdentity.objects.filter(cooperative=cooperative).first()
    before = dict(_NOTHING) if known is None else {name: getattr(known, name) for name in _NOTHING}
    after = asdict(checked)
    if known is not None and before == after:
        return known
    require_version(expected=expected_version, current=0 if known is None else known.version)
    _require_free_tax_id(checked.tax_id, cooperative_id)
    written, _ = LegalIdentity.objects.update_or_create(
        cooperative=cooperative,
        defaults={
            **after,
            "version": 1 if known is None else known.version + 1,
            "updated_at": at,
            "updated_by": actor,
        },
    )
    keep_identity(cooperative_id, before=before, after=after, at=at, actor=actor)
    said = {"code": cooperative.code, "version": written.version}
    events.append(name="cooperative.identity_changed", subject_id=cooperative_id, payload=said, at=at)
    return written


@transaction.atomic
def appoint_officer(
    *, officer_id: UUID, cooperative_id: UUID, details: OfficerDetails, at: datetime, actor: str
) -> Officer:
    """Record who speaks for a cooperative, under an id made by the caller: one delegate or officer of
    several. The same request again gives the same row.

    Raises NotFound, IdReused, WrongCooperativeStep for a retired cooperative, InvalidIdentifier,
    InvalidValue.
    """
    claim(officer_id)
    checked = rules.checked_officer(details)
    content = fingerprint({**asdict(checked), "cooperative": cooperative_id})
    known = Officer.objects.filter(id=officer_id).first()
    if known is not None:
        if bytes(known.fingerprint) != content:
            raise IdReused(kind="officer", id=officer_id)
        return done_before(known)
    cooperative = locked(cooperative_id=cooperative_id)
    _require_not_retired(cooperative)
    officer = Officer.objects.create(
        id=officer_id,
        cooperative=cooperative,
        recorded_at=at,
        recorded_by=actor,
        fingerprint=content,
        **asdict(checked),
    )
    _tell("appointed", officer, at)
    return officer


@transaction.atomic
def update_officer(
    *,
    officer_id: UUID,
    details: OfficerDetails,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Officer:
    """Replace what is known of an officer: another number, a slip mended, another end. The same is returned
    as it is.

    Raises NotFound, OfficerForgotten, VersionConflict, InvalidIdentifier, InvalidValue.
    """
    checked = asdict(rules.checked_officer(details))
    officer = _remembered(officer_id)
    if all(getattr(officer, name) == value for name, value in checked.items()):
        return officer
    require_version(expected=expected_version, current=officer.version)
    for name, value in checked.items():
        setattr(officer, name, value)
    return _written("updated", officer, at, *checked)


@transaction.atomic
def end_mandate(*, officer_id: UUID, mandate_until: date, at: datetime, actor: str) -> Officer:
    """Say the last day on which somebody speaks for a cooperative; twice the same is once.

    Raises NotFound, OfficerForgotten, InvalidValue for a day before the first one.
    """
    officer = _remembered(officer_id)
    if officer.mandate_until == mandate_until:
        return officer
    if mandate_until < officer.mandate_from:
        raise InvalidValue(field="mandate_until", reason="before the first day")
    officer.mandate_until = mandate_until
    return _written("mandate_ended", officer, at, "mandate_until")


def _remembered(officer_id: UUID) -> Officer:
    officer = Officer.objects.select_for_update().filter(id=officer_id).first()
    if officer is None:
        raise NotFound(kind="officer", id=officer_id)
    if officer.forgotten_at is not None:
        raise OfficerForgotten(function=officer.function)
    return officer


def _written(what: str, officer: Officer, at: datetime, *columns: str) -> Officer:
    officer.version += 1
    officer.save(update_fields=[*columns, "version"])
    _tell(what, officer, at)
    return officer


def _tell(what: str, officer: Officer, at: datetime) -> None:
    """Of whom, nobody is told here: events are not forgotten."""
    until = officer.mandate_until
    said = {
        "cooperative": str(officer.cooperative_id),
        "function": str(officer.function),
        "mandate_from": officer.mandate_from.isoformat(),
        "mandate_until": None if until is None else until.isoformat(),
    }
    events.append(name=f"officer.{what}", subject_id=officer.id, payload=said, at=at)


def _require_not_retired(cooperative: Cooperative) -> None:
    if cooperative.status == CooperativeStatus.RETIRED:
        raise WrongCooperativeStep(cooperative=cooperative.code, status=cooperative.status, step="update")


def _require_free_tax_id(tax_id: str, cooperative_id: UUID) -> None:
    if not tax_id:
        return
    # Held by its number, so that two cooperatives that bring one at one moment meet here and not in the
    # database.
    claim(UUID(int=int(tax_id)))
    if LegalIdentity.objects.filter(tax_id=tax_id).exclude(cooperative_id=cooperative_id).exists():
        raise TaxIdTaken(tax_id=tax_id)
