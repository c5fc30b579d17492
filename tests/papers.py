"""Papers of cooperatives: files that are what they say, and documents brought and accepted."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel.ids import new_id
from shared_catalog.documents import operations as documents
from shared_catalog.documents.models import Document
from shared_catalog.documents.types import DocumentDetails, DocumentType
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Authorisation
from shared_catalog.registry.types import AuthorisationKind
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.operations import keep_paper
from tenants.database.session import as_hq

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"

OFFICER, REVIEWER = "person:officer", "person:reviewer"


def paper_file(*, at: datetime, owner: str = OFFICER) -> UUID:
    """A file that nothing tells of yet."""
    kept = keep_paper(
        books=HQ_BOOKS, content=PDF, media_type="application/pdf", owner=owner, client="", at=at
    )
    return UUID(str(kept.pk))


def details(type_: DocumentType = DocumentType.REGISTER_EXTRACT, **changes: Any) -> DocumentDetails:
    """What is written on a paper of this type."""
    onssa = type_ is DocumentType.ONSSA_CERTIFICATE
    said = DocumentDetails(
        type=type_,
        number="ES.5.77.26" if onssa else "12/2015",
        issuer="ONSSA" if onssa else "TPI Taroudannt",
        valid_from=date(2026, 1, 2),
        certificate_kind=AuthorisationKind.AUTHORISATION if onssa else None,
    )
    return replace(said, **changes)


def submit(
    cooperative_id: UUID,
    type_: DocumentType = DocumentType.REGISTER_EXTRACT,
    *,
    at: datetime,
    replaces_id: UUID | None = None,
    **changes: Any,
) -> Document:
    """A paper that waits for a reviewer."""
    return documents.submit_document(
        document_id=new_id(),
        cooperative_id=cooperative_id,
        details=details(type_, **changes),
        file_id=paper_file(at=at),
        replaces_id=replaces_id,
        at=at,
        actor=OFFICER,
    )


def accepted(
    cooperative_id: UUID,
    type_: DocumentType = DocumentType.REGISTER_EXTRACT,
    *,
    at: datetime,
    **changes: Any,
) -> Document:
    """A paper that counts."""
    document = submit(cooperative_id, type_, at=at, **changes)
    return documents.accept_document(document_id=document.id, at=at, actor=REVIEWER)


def withdraw_certificates(cooperative_id: UUID, *, at: datetime) -> None:
    """Take back every certificate of a cooperative."""
    with as_hq():
        for one in Authorisation.objects.filter(cooperative=cooperative_id):
            registry.withdraw_authorisation(authorisation_id=one.pk, reason="x", at=at, actor=REVIEWER)
