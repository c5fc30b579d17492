"""What headquarters decides: to carry a proposal out, or not and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kernel.errors import DomainError, NotFound
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.moderation import operations as moderation
from shared_catalog.proposals import rules
from shared_catalog.proposals.models import Decision, Proposal
from shared_catalog.proposals.types import Outcome, ProposalKind
from shared_catalog.registry import operations as registry
from shared_catalog.registry.rules import required_reason, short
from shared_catalog.registry.types import Contact, CooperativeDetails
from tenants.database.claims import claim
from tenants.events import operations as events


class ProposalDecided(DomainError):
    """Headquarters has decided otherwise already. Params: `outcome`."""

    code = "PROPOSAL_DECIDED"
    messages = {
        "ar": "سبق للمقر أن قرر في هذا الاقتراح: {outcome}",
        "fr": "Le siège a déjà décidé de cette proposition : {outcome}",
        "en": "Headquarters has already decided on this proposal: {outcome}",
    }


@transaction.atomic
def accept_proposal(*, proposal_id: UUID, note: str = "", at: datetime, actor: str) -> Proposal:
    """Carry a proposal out by the operation that writes such things, in the same transaction. Something new
    gets the proposal's id; an edit is of the version that the market read. Accepting twice is the same as
    once.

    Raises NotFound, ProposalDecided, VersionConflict, InvalidValue for a long note, and what the operation
    raises.
    """
    given = short(note, field="note", longest=rules.LONGEST_NOTE)
    proposal, before = _held(proposal_id)
    if before is not None:
        return _as_decided(proposal, before, Outcome.ACCEPTED)
    _decide(proposal, Outcome.ACCEPTED, reason=given, at=at, actor=actor, **_carry_out(proposal, at, actor))
    return proposal


@transaction.atomic
def reject_proposal(*, proposal_id: UUID, reason: str, at: datetime, actor: str) -> Proposal:
    """Say that a proposal is not carried out, and why, as its market reads. Rejecting twice is the same as
    once.

    Raises NotFound, ProposalDecided, InvalidValue without a reason or with a long one.
    """
    given = required_reason(reason)
    proposal, before = _held(proposal_id)
    if before is not None:
        return _as_decided(proposal, before, Outcome.REJECTED)
    _decide(proposal, Outcome.REJECTED, reason=given, at=at, actor=actor)
    return proposal


@transaction.atomic
def forget_proposed_contacts(*, before: datetime, now: datetime) -> int:
    """Empty whom to reach at proposed cooperatives where headquarters decided before an instant, or did not
    decide at all on what was proposed before it; returns of how many.
    """
    over = Q(decision__decided_at__lt=before) | Q(decision__isnull=True, proposed_at__lt=before)
    of_people = Q(kind__in=(ProposalKind.COOPERATIVE, ProposalKind.COOPERATIVE_EDIT))
    keys = Proposal.objects.filter(over, of_people, contact_forgotten_at__isnull=True).values("pk")
    return Proposal.objects.filter(pk__in=keys).update(
        contact_name="", contact_phone="", contact_email="", contact_forgotten_at=now
    )


def _held(proposal_id: UUID) -> tuple[Proposal, Decision | None]:
    """The proposal and its decision, if there is one, held by its id: nobody may lock a row that nobody may
    change.
    """
    claim(proposal_id)
    proposal = Proposal.objects.filter(id=proposal_id).first()
    if proposal is None:
        raise NotFound(kind="proposal", id=proposal_id)
    return proposal, Decision.objects.filter(proposal=proposal).first()


def _as_decided(proposal: Proposal, decision: Decision, outcome: Outcome) -> Proposal:
    if decision.outcome != outcome:
        raise ProposalDecided(outcome=decision.outcome)
    return proposal


def _carry_out(proposal: Proposal, at: datetime, actor: str) -> Mapping[str, Any]:
    """What the decision's row says of what came of it."""
    said: dict[str, Any] = {"at": at, "actor": actor}
    match ProposalKind(proposal.kind):
        case ProposalKind.COOPERATIVE:
            entered = registry.register_cooperative(
                cooperative_id=proposal.id, details=_cooperative(proposal), **said
            )
            return {"cooperative": entered}
        case ProposalKind.COOPERATIVE_EDIT:
            assert proposal.cooperative_id is not None, "a constraint says so"
            edited = registry.update_cooperative(
                cooperative_id=proposal.cooperative_id,
                details=_cooperative(proposal),
                expected_version=proposal.read_version,
                **said,
            )
            return {"cooperative": edited}
        case ProposalKind.PRODUCT:
            assert proposal.cooperative_id is not None, "a constraint says so"
            drafted = catalogue.draft_product(
                product_id=proposal.id,
                cooperative_id=proposal.cooperative_id,
                details=rules.product_of_json(proposal.content),
                **said,
            )
            return {"product": drafted}
        case ProposalKind.PRODUCT_EDIT:
            assert proposal.product_id is not None, "a constraint says so"
            # Of a published product it is a request, which moderation confirms or another person does.
            asked = moderation.edit_product(
                product_id=proposal.product_id,
                details=rules.product_of_json(proposal.content),
                expected_version=proposal.read_version,
                **said,
            )
            return {"product": asked.product}


def _cooperative(proposal: Proposal) -> CooperativeDetails:
    contact = Contact(name=proposal.contact_name, phone=proposal.contact_phone, email=proposal.contact_email)
    return rules.cooperative_of_json(proposal.content, contact)


def _decide(
    proposal: Proposal, outcome: Outcome, *, reason: str, at: datetime, actor: str, **made: Any
) -> None:
    decision = Decision.objects.create(
        proposal=proposal, outcome=outcome, reason=reason, decided_at=at, decided_by=actor, **made
    )
    subject = decision.cooperative_id or decision.product_id
    said = {
        "market": proposal.market_id,
        "kind": str(proposal.kind),
        "made": None if subject is None else str(subject),
    }
    events.append(name=f"proposal.{outcome.value}", subject_id=proposal.id, payload=said, at=at)
