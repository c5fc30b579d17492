"""Food-safety certificates: granted as the paper says, suspended, reinstated, withdrawn (decree 2-10-473)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from kernel.halfmonth import business_date
from shared_catalog.registry import queries, rules
from shared_catalog.registry.models import Authorisation
from shared_catalog.registry.operations._cooperatives import IdReused, locked
from shared_catalog.registry.types import AuthorisationDetails, AuthorisationStatus, AuthorisationStep
from tenants.database.claims import claim, done_before
from tenants.events import operations as events

_TOLD = {
    AuthorisationStep.SUSPEND: "suspended",
    AuthorisationStep.REINSTATE: "reinstated",
    AuthorisationStep.WITHDRAW: "withdrawn",
}


class AuthorisationNumberTaken(DomainError):
    """A certificate of this number is already in force. Params: `number`."""

    code = "AUTHORISATION_NUMBER_TAKEN"
    messages = {
        "ar": "رقم الترخيص {number} مسجل من قبل",
        "fr": "L'autorisation {number} est déjà enregistrée",
        "en": "The authorisation {number} is already on record",
    }


class WrongAuthorisationStep(DomainError):
    """The certificate's state does not allow this step. Params: `number`, `status`, `step`."""

    code = "WRONG_AUTHORISATION_STEP"
    messages = {
        "ar": "لا يمكن تنفيذ {step} على الترخيص {number} في حالة {status}",
        "fr": "L'étape {step} n'est pas possible pour l'autorisation {number}, qui est {status}",
        "en": "The step {step} is not possible for authorisation {number}, which is {status}",
    }


@transaction.atomic
def grant_authorisation(
    *,
    authorisation_id: UUID,
    cooperative_id: UUID,
    authorisation: AuthorisationDetails,
    at: datetime,
    actor: str,
) -> Authorisation:
    """Record a certificate that ONSSA issued, under an id made by the caller; its review falls due in a year.

    Raises NotFound, IdReused, AuthorisationNumberTaken, InvalidIdentifier, InvalidValue.
    """
    claim(authorisation_id)
    checked = rules.checked_authorisation(authorisation, today=business_date(at))
    known = Authorisation.objects.filter(id=authorisation_id).first()
    if known is not None:
        if not _says_the_same(known, cooperative_id, checked):
            raise IdReused(kind="authorisation", id=authorisation_id)
        return done_before(known)
    cooperative = locked(cooperative_id=cooperative_id)
    if queries.authorisation_in_force(checked.number) is not None:
        raise AuthorisationNumberTaken(number=checked.number)
    certificate = Authorisation.objects.create(
        id=authorisation_id,
        cooperative=cooperative,
        kind=checked.kind,
        number=checked.number,
        issued_on=checked.issued_on,
        valid_until=checked.valid_until,
        next_review_on=checked.issued_on + rules.REVIEW_AFTER,
        status=AuthorisationStatus.VALID,
        recorded_at=at,
        changed_at=at,
        changed_by=actor,
    )
    _tell("granted", certificate, at)
    return certificate


def suspend_authorisation(*, authorisation_id: UUID, reason: str, at: datetime, actor: str) -> Authorisation:
    """The certificate does not count for the time being. Raises NotFound, WrongAuthorisationStep,
    InvalidValue.
    """
    return _take(AuthorisationStep.SUSPEND, authorisation_id, reason=reason, at=at, actor=actor)


def reinstate_authorisation(
    *, authorisation_id: UUID, reason: str, at: datetime, actor: str
) -> Authorisation:
    """The suspension is lifted. Raises NotFound, WrongAuthorisationStep, InvalidValue."""
    return _take(AuthorisationStep.REINSTATE, authorisation_id, reason=reason, at=at, actor=actor)


def withdraw_authorisation(*, authorisation_id: UUID, reason: str, at: datetime, actor: str) -> Authorisation:
    """The certificate is gone for good. Raises NotFound, WrongAuthorisationStep, InvalidValue."""
    return _take(AuthorisationStep.WITHDRAW, authorisation_id, reason=reason, at=at, actor=actor)


@transaction.atomic
def _take(
    step: AuthorisationStep, authorisation_id: UUID, *, reason: str, at: datetime, actor: str
) -> Authorisation:
    given_reason = rules.required_reason(reason)
    certificate = Authorisation.objects.select_for_update().filter(id=authorisation_id).first()
    if certificate is None:
        raise NotFound(kind="authorisation", id=authorisation_id)
    status = AuthorisationStatus(certificate.status)
    after = rules.authorisation_after(step, status=status)
    if after is None:
        raise WrongAuthorisationStep(number=certificate.number, status=status.value, step=step.value)
    certificate.status, certificate.status_reason = after, given_reason
    certificate.changed_at, certificate.changed_by = at, actor
    certificate.save(update_fields=["status", "status_reason", "changed_at", "changed_by"])
    _tell(_TOLD[step], certificate, at)
    return certificate


def _tell(what: str, certificate: Authorisation, at: datetime) -> None:
    said = {
        "cooperative": str(certificate.cooperative_id),
        "number": certificate.number,
        "status": str(certificate.status),
    }
    events.append(name=f"authorisation.{what}", subject_id=certificate.id, payload=said, at=at)


def _says_the_same(known: Authorisation, cooperative_id: UUID, details: AuthorisationDetails) -> bool:
    recorded = (known.cooperative_id, known.kind, known.number, known.issued_on, known.valid_until)
    asked = (cooperative_id, details.kind, details.number, details.issued_on, details.valid_until)
    return recorded == asked
