"""Writes of open data: a cooperative agrees to be published, or no longer does."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.open_data.models import PublicationConsent
from shared_catalog.registry import rules as registry_rules
from shared_catalog.registry.operations import IdReused, locked
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class ConsentInForce(DomainError):
    """The cooperative agreed before, and did not withdraw it. Params: `cooperative`."""

    code = "CONSENT_IN_FORCE"
    messages = {
        "ar": "وافقت التعاونية {cooperative} من قبل على نشر بياناتها",
        "fr": "La coopérative {cooperative} a déjà consenti à être publiée",
        "en": "The cooperative {cooperative} has agreed to be published already",
    }


class ConsentWithdrawn(DomainError):
    """The consent was withdrawn before. Params: `consented_on`."""

    code = "CONSENT_WITHDRAWN"
    messages = {
        "ar": "سبق سحب الموافقة المؤرخة في {consented_on}",
        "fr": "Le consentement du {consented_on} a déjà été retiré",
        "en": "The consent of {consented_on} was withdrawn already",
    }


@transaction.atomic
def record_consent(
    *,
    consent_id: UUID,
    cooperative_id: UUID,
    consented_on: date,
    evidence: str,
    at: datetime,
    actor: str,
) -> PublicationConsent:
    """Publish a cooperative that agreed to it, under an id made by the caller; its evidence is kept.

    Raises NotFound, IdReused, ConsentInForce, InvalidValue.
    """
    claim(consent_id)
    shown = registry_rules.required(evidence, field="evidence", longest=400)
    known = PublicationConsent.objects.filter(id=consent_id).first()
    if known is not None:
        said = (known.cooperative_id, known.consented_on, known.evidence)
        if said != (cooperative_id, consented_on, shown):
            raise IdReused(kind="publication consent", id=consent_id)
        return done_before(known)
    if consented_on > business_date(at):
        raise InvalidValue(field="consented_on", reason="in the future")
    cooperative = locked(cooperative_id=cooperative_id)
    if PublicationConsent.objects.filter(cooperative=cooperative, withdrawn_at__isnull=True).exists():
        raise ConsentInForce(cooperative=cooperative.code)
    consent = PublicationConsent.objects.create(
        id=consent_id,
        cooperative=cooperative,
        consented_on=consented_on,
        evidence=shown,
        recorded_at=at,
        recorded_by=actor,
    )
    _tell("recorded", consent, at)
    return consent


@transaction.atomic
def withdraw_consent(*, consent_id: UUID, reason: str, at: datetime, actor: str) -> PublicationConsent:
    """Publish nothing of a cooperative any more, from now on. Raises NotFound, ConsentWithdrawn,
    InvalidValue.
    """
    given_reason = registry_rules.required_reason(reason)
    named = PublicationConsent.objects.filter(id=consent_id).first()
    if named is None:
        raise NotFound(kind="publication consent", id=consent_id)
    locked(cooperative_id=named.cooperative_id)
    consent = PublicationConsent.objects.get(id=consent_id)
    if consent.withdrawn_at is not None:
        raise ConsentWithdrawn(consented_on=consent.consented_on.isoformat())
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawal_reason = at, actor, given_reason
    consent.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _tell("withdrawn", consent, at)
    return consent


def _tell(what: str, consent: PublicationConsent, at: datetime) -> None:
    said = {
        "cooperative": str(consent.cooperative_id),
        "consented_on": consent.consented_on.isoformat(),
    }
    events.append(name=f"publication_consent.{what}", subject_id=consent.id, payload=said, at=at)
