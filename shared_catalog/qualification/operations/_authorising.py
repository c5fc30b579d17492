"""The end of the way: the certificate is recorded, the gate opens, and markets are told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from shared_catalog.documents import operations as documents
from shared_catalog.documents.models import Document
from shared_catalog.documents.types import DocumentType
from shared_catalog.qualification.models import Enrolment, ListingSuggestion
from shared_catalog.qualification.operations._enrolments import EnrolmentEnded, end, held
from shared_catalog.qualification.operations._steps import mark_done
from shared_catalog.qualification.types import EnrolmentState, StepKind
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.models import Authorisation
from shared_catalog.registry.types import CooperativeStatus
from tenants.events import operations as events
from tenants.network.models import Market
from tenants.network.types import Kind, Stage


@transaction.atomic
def reach_authorisation(
    *,
    enrolment_id: UUID,
    document_id: UUID,
    market_schemas: Sequence[str],
    at: datetime,
    actor: str,
) -> Enrolment:
    """Accept the certificate of ONSSA that somebody else submitted, and all that follows from it: it counts
    from the day it was issued on, a cooperative in qualification is eligible, the enrolment has reached what
    it is for, and listing is suggested to these markets.

    The same certificate again is answered as it is, and only markets that are new are told. Raises NotFound,
    EnrolmentEnded, StepOutOfOrder, StepBlocked, InvalidValue, and what accepting a document raises.
    """
    markets = _markets(market_schemas)
    cooperative_id = (
        Enrolment.objects.filter(id=enrolment_id).values_list("cooperative_id", flat=True).first()
    )
    if cooperative_id is None:
        raise NotFound(kind="enrolment", id=enrolment_id)
    # The cooperative before its enrolment, as everywhere else, so that nobody waits for each other.
    cooperative = registry.locked(cooperative_id=cooperative_id)
    enrolment = held(enrolment_id)
    paper = Document.objects.filter(id=document_id, cooperative_id=cooperative_id).first()
    if paper is None:
        raise NotFound(kind="document", id=document_id)
    if paper.type != DocumentType.ONSSA_CERTIFICATE:
        raise InvalidValue(field="document_id", reason="it is no certificate of ONSSA")
    step = enrolment.steps.get(kind=StepKind.AUTHORISATION)
    if enrolment.state == EnrolmentState.ACTIVE:
        documents.accept_document(document_id=document_id, at=at, actor=actor)
        enrolment.authorisation = _certificate(paper)
        mark_done(enrolment, step, on=paper.valid_from, document_ids=[document_id], at=at, actor=actor)
        if cooperative.status == CooperativeStatus.IN_QUALIFICATION:
            registry.declare_eligible(cooperative_id=cooperative_id, at=at, actor=actor)
        end(enrolment, EnrolmentState.AUTHORISED, on=paper.valid_from, at=at, actor=actor)
    elif not step.step_documents.filter(document=paper).exists():
        raise EnrolmentEnded(cooperative=cooperative.code, state=enrolment.state)
    _suggest(enrolment, markets, at=at, actor=actor)
    return enrolment


def _certificate(paper: Document) -> Authorisation:
    """The certificate that an accepted paper granted. Raises NotFound where it was withdrawn since,
    InvalidValue where it ended another enrolment.
    """
    certificate = registry_reads.authorisation_in_force(paper.number)
    if certificate is None:
        raise NotFound(kind="authorisation", id=paper.number)
    if Enrolment.objects.filter(authorisation=certificate).exists():
        raise InvalidValue(field="document_id", reason="it ended another enrolment")
    return certificate


def _markets(schemas: Sequence[str]) -> list[Market]:
    """Markets to which something may be suggested: no sandbox, and none that closed. Raises NotFound."""
    wanted = sorted(set(schemas))
    found = {
        market.schema_name: market
        for market in Market.objects.filter(schema_name__in=wanted, kind=Kind.CITY).exclude(
            stage=Stage.CLOSED
        )
    }
    for schema in wanted:
        if schema not in found:
            raise NotFound(path=("markets",), kind="market", id=schema)
    return [found[schema] for schema in wanted]


def _suggest(enrolment: Enrolment, markets: Sequence[Market], *, at: datetime, actor: str) -> None:
    programme_id, cooperative_id = enrolment.cohort.phase.programme_id, enrolment.cooperative_id
    told = ListingSuggestion.objects.filter(programme_id=programme_id, cooperative_id=cooperative_id)
    known = {str(schema) for schema in told.values_list("market_id", flat=True)}
    for market in markets:
        if market.schema_name in known:
            continue
        suggestion = ListingSuggestion.objects.create(
            cooperative_id=cooperative_id,
            market=market,
            programme_id=programme_id,
            suggested_at=at,
            suggested_by=actor,
        )
        said = {"cooperative": str(cooperative_id), "market": market.schema_name}
        events.append(name="listing.suggested", subject_id=suggestion.id, payload=said, at=at)
