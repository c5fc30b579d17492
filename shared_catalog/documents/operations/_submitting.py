"""Bringing a document: a paper's first version, or the next one."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.versions import require_version
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.documents import rules
from shared_catalog.documents.models import Document, DocumentScope
from shared_catalog.documents.types import DocumentDetails, DocumentState
from shared_catalog.registry.operations import IdReused, locked
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.operations import use_paper
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class DocumentAwaitsReview(DomainError):
    """An earlier version of this document waits for a reviewer: it is decided first. Params: `number`."""

    code = "DOCUMENT_AWAITS_REVIEW"
    messages = {
        "ar": "نسخة سابقة من الوثيقة {number} في انتظار المراجعة",
        "fr": "Une version antérieure du document {number} attend d'être examinée",
        "en": "An earlier version of the document {number} awaits review",
    }


@transaction.atomic
def submit_document(
    *,
    document_id: UUID,
    cooperative_id: UUID,
    details: DocumentDetails,
    file_id: UUID,
    replaces_id: UUID | None = None,
    at: datetime,
    actor: str,
) -> Document:
    """Keep a paper for a reviewer, under an id made by the caller. It counts for nothing until it is
    accepted; the version before it counts until then.

    `replaces_id` is the latest version of the same paper, whatever became of it. The file is kept for good.

    Raises NotFound, IdReused, InvalidValue, InvalidIdentifier, VersionConflict, DocumentAwaitsReview,
    FileGone, FileRefused.
    """
    claim(document_id)
    checked = rules.checked_document(details, today=business_date(at))
    said = fingerprint(
        {**asdict(checked), "cooperative": cooperative_id, "file": file_id, "replaces": replaces_id}
    )
    known = Document.objects.filter(id=document_id).first()
    if known is not None:
        if bytes(known.fingerprint) != said:
            raise IdReused(kind="document", id=document_id)
        return done_before(known)
    cooperative = locked(cooperative_id=cooperative_id)
    _require_scope(cooperative_id, checked)
    before = None if replaces_id is None else _latest(replaces_id, cooperative_id, checked)
    file = use_paper(books=HQ_BOOKS, file_id=file_id, at=at)
    document = Document.objects.create(
        id=document_id,
        cooperative=cooperative,
        type=checked.type,
        series=document_id if before is None else before.series,
        version=1 if before is None else before.version + 1,
        number=checked.number,
        issuer=checked.issuer,
        certificate_kind=checked.certificate_kind or "",
        valid_from=checked.valid_from,
        valid_until=checked.valid_until,
        file=file,
        media_type=file.media_type,
        size=file.size,
        digest=bytes(file.digest),
        fingerprint=said,
        submitted_at=at,
        submitted_by=actor,
        state=DocumentState.SUBMITTED,
    )
    scopes = [DocumentScope(document=document, product_id=key) for key in checked.product_ids]
    scopes += [DocumentScope(document=document, category_id=code) for code in checked.category_codes]
    DocumentScope.objects.bulk_create(scopes)
    tell("submitted", document, at)
    return document


def tell(what: str, document: Document, at: datetime) -> None:
    """Add what happened to a document to headquarters' event log; of its content only type and term."""
    said = {
        "cooperative": str(document.cooperative_id),
        "type": str(document.type),
        "version": document.version,
        "state": str(document.state),
        "valid_until": None if document.valid_until is None else document.valid_until.isoformat(),
    }
    events.append(name=f"document.{what}", subject_id=document.id, payload=said, at=at)


def _latest(document_id: UUID, cooperative_id: UUID, details: DocumentDetails) -> Document:
    """The latest version of a paper, which the caller has read and now replaces."""
    read = Document.objects.filter(id=document_id).first()
    if read is None:
        raise NotFound(kind="document", id=document_id)
    if (read.cooperative_id, read.type) != (cooperative_id, details.type):
        reason = "it replaces a document of another cooperative or type"
        raise InvalidValue(field="replaces_id", reason=reason)
    latest = Document.objects.filter(series=read.series).latest("version")
    require_version(expected=read.version, current=latest.version)
    if latest.state == DocumentState.SUBMITTED:
        raise DocumentAwaitsReview(number=latest.number)
    return latest


def _require_scope(cooperative_id: UUID, details: DocumentDetails) -> None:
    owners = dict(Product.objects.filter(id__in=details.product_ids).values_list("id", "cooperative_id"))
    for key in details.product_ids:
        if key not in owners:
            raise NotFound(kind="product", id=key)
        if owners[key] != cooperative_id:
            raise InvalidValue(field="product_ids", reason="a product of another cooperative")
    known = set(Category.objects.filter(code__in=details.category_codes).values_list("code", flat=True))
    for code in details.category_codes:
        if code not in known:
            raise NotFound(kind="category", id=code)
