"""The writes of documents; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.documents.operations._grace import grant_grace
from shared_catalog.documents.operations._notices import queue_notices, send_notices
from shared_catalog.documents.operations._requirements import load_requirement_sets, publish_requirement_set
from shared_catalog.documents.operations._reviewing import (
    DocumentNeedsSecondPerson,
    WrongDocumentStep,
    accept_document,
    reject_document,
    revoke_document,
)
from shared_catalog.documents.operations._submitting import DocumentAwaitsReview, submit_document

__all__ = [
    "DocumentAwaitsReview",
    "DocumentNeedsSecondPerson",
    "WrongDocumentStep",
    "accept_document",
    "grant_grace",
    "load_requirement_sets",
    "publish_requirement_set",
    "queue_notices",
    "reject_document",
    "revoke_document",
    "send_notices",
    "submit_document",
]
