"""What a valid paper is, and which step is allowed from which state."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from kernel import identifiers
from kernel.errors import InvalidValue
from shared_catalog.documents.rules._asked import OF_A_PRODUCT
from shared_catalog.documents.types import (
    DocumentDetails,
    DocumentState,
    DocumentStep,
    DocumentType,
)
from shared_catalog.registry.rules import required

DOCUMENT_STEPS: Mapping[DocumentStep, tuple[frozenset[DocumentState], DocumentState]] = {
    DocumentStep.ACCEPT: (frozenset({DocumentState.SUBMITTED}), DocumentState.ACCEPTED),
    DocumentStep.REJECT: (frozenset({DocumentState.SUBMITTED}), DocumentState.REJECTED),
    DocumentStep.SUPERSEDE: (frozenset({DocumentState.ACCEPTED}), DocumentState.SUPERSEDED),
    DocumentStep.REVOKE: (frozenset({DocumentState.ACCEPTED}), DocumentState.REVOKED),
}

LONGEST_GRACE = timedelta(days=90)
SHORTEST_GRACE_REASON = 10
MOST_COVERED = 500

OF_AN_AUTHORITY = frozenset(
    {DocumentType.ONSSA_CERTIFICATE, DocumentType.AMMPS_DECLARATION, DocumentType.AMMPS_CERTIFICATE}
)
"""What the law asks before goods are sold: only its authority, not headquarters, lets it count longer."""

_YEARS_OF_AMMPS = 5


def state_after(step: DocumentStep, *, state: DocumentState) -> DocumentState | None:
    """The state `step` leads to, or None where it is not allowed from `state`."""
    allowed_from, target = DOCUMENT_STEPS[step]
    return target if state in allowed_from else None


def checked_document(details: DocumentDetails, *, today: date) -> DocumentDetails:
    """What is written on the paper, with its texts trimmed and the term that its authority gives.

    Raises InvalidValue, InvalidIdentifier for a wrong number of ONSSA.
    """
    onssa = details.type is DocumentType.ONSSA_CERTIFICATE
    number = required(details.number, field="number", longest=60)
    if details.valid_until is not None and details.valid_until < details.valid_from:
        raise InvalidValue(field="valid_until", reason="before the first valid day")
    if onssa and details.valid_from > today:
        raise InvalidValue(field="valid_from", reason="in the future")
    if onssa != (details.certificate_kind is not None):
        raise InvalidValue(field="certificate_kind", reason="said of ONSSA's certificates, and of no other")
    _require_coverage(details)
    return replace(
        details,
        number=identifiers.onssa_number(number) if onssa else number,
        issuer=required(details.issuer, field="issuer", longest=120),
        valid_until=details.valid_until or _usual_end(details),
        product_ids=tuple(sorted(set(details.product_ids))),
        category_codes=tuple(sorted(set(details.category_codes))),
    )


def superseded_from(*, accepted_on: date, valid_from: date) -> date:
    """The first day on which a document stands in the place of the one before it: not before it is valid, so
    that a renewal that begins later leaves no gap.
    """
    return max(accepted_on, valid_from)


def checked_grace(document_type: DocumentType, *, until: date, reason: str, today: date) -> str:
    """The reason, trimmed. Raises InvalidValue for what cannot be granted at all."""
    if document_type in OF_AN_AUTHORITY:
        raise InvalidValue(field="document_id", reason="only its authority lets it count longer")
    if not today <= until <= today + LONGEST_GRACE:
        raise InvalidValue(field="until", reason=f"from today to {LONGEST_GRACE.days} days on")
    given = required(reason, field="reason", longest=400)
    if len(given) < SHORTEST_GRACE_REASON:
        raise InvalidValue(field="reason", reason=f"at least {SHORTEST_GRACE_REASON} characters")
    return given


def checked_revocation(document_type: DocumentType, *, revoked_from: date, reason: str, today: date) -> str:
    """The reason, trimmed. Raises InvalidValue for a day that is past, since what was sold under the document
    was sold, and for a certificate of ONSSA: what counts of it is the authorisation, which is withdrawn.
    """
    if document_type is DocumentType.ONSSA_CERTIFICATE:
        raise InvalidValue(field="document_id", reason="the authorisation of ONSSA is withdrawn instead")
    if revoked_from < today:
        raise InvalidValue(field="revoked_from", reason="it lies in the past")
    return required(reason, field="reason", longest=400)


def _usual_end(details: DocumentDetails) -> date | None:
    """AMMPS registers a product for five years; of the others no term is known."""
    if details.type is not DocumentType.AMMPS_CERTIFICATE:
        return None
    return details.valid_from + timedelta(days=_YEARS_OF_AMMPS * 365)


def _require_coverage(details: DocumentDetails) -> None:
    """Raises InvalidValue for a document that speaks of what its type does not."""
    products, categories = len(details.product_ids), len(details.category_codes)
    if products + categories > MOST_COVERED:
        raise InvalidValue(field="product_ids", reason=f"more than {MOST_COVERED}")
    if details.type is DocumentType.AMMPS_CERTIFICATE and (products, categories) != (1, 0):
        raise InvalidValue(field="product_ids", reason="AMMPS registers each product by itself")
    if details.type is DocumentType.LABEL_CHECKLIST and not products + categories:
        raise InvalidValue(field="product_ids", reason="a label belongs to products or to a category")
    if details.type not in OF_A_PRODUCT and products + categories:
        raise InvalidValue(field="product_ids", reason="it speaks of the whole cooperative")
