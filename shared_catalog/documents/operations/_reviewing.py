"""Deciding about a document, by somebody other than who brought it; and taking back that it counts."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from kernel.halfmonth import business_date
from shared_catalog.documents import rules
from shared_catalog.documents.models import Document
from shared_catalog.documents.operations._submitting import tell
from shared_catalog.documents.types import DocumentState, DocumentStep, DocumentType
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.rules import required_reason
from shared_catalog.registry.types import AuthorisationDetails, AuthorisationKind


class WrongDocumentStep(DomainError):
    """The document's state does not allow this step. Params: `number`, `state`, `step`."""

    code = "WRONG_DOCUMENT_STEP"
    messages = {
        "ar": "لا يمكن تنفيذ {step} على الوثيقة {number} في حالة {state}",
        "fr": "L'étape {step} n'est pas possible pour le document {number}, qui est {state}",
        "en": "The step {step} is not possible for the document {number}, which is {state}",
    }


class DocumentNeedsSecondPerson(DomainError):
    """Whoever submitted a document neither accepts it nor grants it a grace. Params: `number`."""

    code = "DOCUMENT_NEEDS_SECOND_PERSON"
    messages = {
        "ar": "يجب أن يقرر في الوثيقة {number} شخص آخر غير الذي قدمها",
        "fr": "Le document {number} doit être décidé par une autre personne que celle qui l'a déposé",
        "en": "The document {number} has to be decided by somebody other than who submitted it",
    }


@transaction.atomic
def accept_document(*, document_id: UUID, at: datetime, actor: str) -> Document:
    """Say that the paper is what it says: from now on it counts, and the version before it until it begins.

    A certificate of ONSSA is granted with it, under the document's id: that is what counts, and what is
    suspended and withdrawn. Accepting twice is the same as once.

    Raises NotFound, WrongDocumentStep, DocumentNeedsSecondPerson, AuthorisationNumberTaken.
    """
    document = held(document_id)
    if document.state == DocumentState.ACCEPTED:
        return document
    _decide(document, DocumentStep.ACCEPT, at=at, actor=actor)
    _supersede_before(document, at)
    document.save(update_fields=["state", "reviewed_at", "reviewed_by"])
    if document.type == DocumentType.ONSSA_CERTIFICATE:
        _record_certificate(document, at=at, actor=actor)
    tell("accepted", document, at)
    return document


@transaction.atomic
def reject_document(*, document_id: UUID, reason: str, at: datetime, actor: str) -> Document:
    """Say that the paper does not do, and why; the cooperative may bring another version. The version before
    it counts as it did. Twice is refused by its state.

    Raises NotFound, WrongDocumentStep, DocumentNeedsSecondPerson, InvalidValue.
    """
    given_reason = required_reason(reason)
    document = held(document_id)
    _decide(document, DocumentStep.REJECT, at=at, actor=actor)
    document.review_note = given_reason
    document.save(update_fields=["state", "reviewed_at", "reviewed_by", "review_note"])
    tell("rejected", document, at)
    return document


@transaction.atomic
def revoke_document(
    *, document_id: UUID, revoked_from: date, reason: str, at: datetime, actor: str
) -> Document:
    """Say that a paper that was accepted does not count any more from a day on, and why; another version may
    be brought. It takes one person, who may be the one that accepted it, since it only ever stops sales. The
    same day and reason again change nothing.

    Raises NotFound, WrongDocumentStep, InvalidValue without a reason, for a day that is past, or for a
    certificate of ONSSA, whose authorisation is withdrawn instead.
    """
    document = held(document_id)
    if (document.revoked_from, document.revocation_reason) == (revoked_from, reason.strip()):
        return document
    given_reason = rules.checked_revocation(
        DocumentType(document.type), revoked_from=revoked_from, reason=reason, today=business_date(at)
    )
    document.state = _after(DocumentStep.REVOKE, document)
    document.revoked_from, document.revocation_reason = revoked_from, given_reason
    document.revoked_at, document.revoked_by = at, actor
    document.save(update_fields=["state", "revoked_from", "revoked_at", "revoked_by", "revocation_reason"])
    tell("revoked", document, at)
    return document


def held(document_id: UUID) -> Document:
    """The document, locked, and its cooperative before it: what is decided of a cooperative's papers is
    decided one after another. Raises NotFound.
    """
    found = Document.objects.filter(id=document_id).values_list("cooperative_id", flat=True).first()
    if found is None:
        raise NotFound(kind="document", id=document_id)
    registry.locked(cooperative_id=found)
    return Document.objects.select_for_update(of=("self",)).get(id=document_id)


def _after(step: DocumentStep, document: Document) -> DocumentState:
    state = DocumentState(document.state)
    after = rules.state_after(step, state=state)
    if after is None:
        raise WrongDocumentStep(number=document.number, state=state.value, step=step.value)
    return after


def _decide(document: Document, step: DocumentStep, *, at: datetime, actor: str) -> None:
    after = _after(step, document)
    if document.submitted_by == actor:
        raise DocumentNeedsSecondPerson(number=document.number)
    document.state, document.reviewed_at, document.reviewed_by = after, at, actor


def _supersede_before(document: Document, at: datetime) -> None:
    before = Document.objects.filter(series=document.series, state=DocumentState.ACCEPTED).first()
    if before is None:
        return
    after = rules.state_after(DocumentStep.SUPERSEDE, state=DocumentState(before.state))
    assert after is not None, "what is accepted may be superseded"
    before.state = after
    before.superseded_from = rules.superseded_from(
        accepted_on=business_date(at), valid_from=document.valid_from
    )
    before.save(update_fields=["state", "superseded_from"])
    tell("superseded", before, at)


def _record_certificate(document: Document, *, at: datetime, actor: str) -> None:
    """The paper's certificate in the registry, unless it is there: recorded before its paper came.

    One that is renewed under its number takes the place of the one before.
    """
    certificate = AuthorisationDetails(
        kind=AuthorisationKind(document.certificate_kind),
        number=document.number,
        issued_on=document.valid_from,
        valid_until=document.valid_until,
    )
    known = registry_reads.authorisation_in_force(document.number)
    if known is not None and known.cooperative_id == document.cooperative_id:
        recorded = (known.kind, known.issued_on, known.valid_until)
        if recorded == (certificate.kind, certificate.issued_on, certificate.valid_until):
            return
        registry.withdraw_authorisation(
            authorisation_id=known.id, reason=f"Renewed by document {document.id}", at=at, actor=actor
        )
    registry.grant_authorisation(
        authorisation_id=document.id,
        cooperative_id=document.cooperative_id,
        authorisation=certificate,
        at=at,
        actor=actor,
    )
