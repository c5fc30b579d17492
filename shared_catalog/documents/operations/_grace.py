"""Letting a document count a while longer than it says."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue
from kernel.halfmonth import business_date
from shared_catalog.documents import rules
from shared_catalog.documents.models import Grace
from shared_catalog.documents.operations._reviewing import DocumentNeedsSecondPerson, WrongDocumentStep, held
from shared_catalog.documents.types import DocumentState, DocumentType
from shared_catalog.registry.operations import IdReused
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


@transaction.atomic
def grant_grace(
    *, grace_id: UUID, document_id: UUID, until: date, reason: str, at: datetime, actor: str
) -> Grace:
    """Let an accepted document count up to and with a day, under an id made by the caller; at most 90 days
    on. What ONSSA and AMMPS issue is theirs to let count.

    Raises NotFound, IdReused, WrongDocumentStep, DocumentNeedsSecondPerson, InvalidValue.
    """
    claim(grace_id)
    known = Grace.objects.filter(id=grace_id).first()
    if known is not None:
        if (known.document_id, known.until, known.reason) != (document_id, until, reason.strip()):
            raise IdReused(kind="grace", id=grace_id)
        return done_before(known)
    document = held(document_id)
    given = rules.checked_grace(
        DocumentType(document.type), until=until, reason=reason, today=business_date(at)
    )
    if document.state != DocumentState.ACCEPTED:
        raise WrongDocumentStep(number=document.number, state=document.state, step="grace")
    if document.submitted_by == actor:
        raise DocumentNeedsSecondPerson(number=document.number)
    if document.valid_until is None or until <= document.valid_until:
        raise InvalidValue(field="until", reason="its term ends later")
    grace = Grace.objects.create(
        id=grace_id, document=document, until=until, reason=given, granted_at=at, granted_by=actor
    )
    said = {"cooperative": str(document.cooperative_id), "document": str(document.id), "until": str(until)}
    events.append(name="document.grace_granted", subject_id=grace.id, payload=said, at=at)
    return grace
