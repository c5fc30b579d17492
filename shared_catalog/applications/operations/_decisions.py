"""What a signed decision does to the registry, as a step that somebody takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.halfmonth import business_date
from shared_catalog.documents.queries import eligibilities
from shared_catalog.documents.types import Asking, DisabledReason
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import CooperativeStatus
from shared_catalog.selection import queries as selection
from shared_catalog.selection.operations import WrongRoundState
from shared_catalog.selection.types import Outcome, RoundState


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A retained cooperative, and where it stood before and stands now."""

    cooperative: Cooperative
    before: CooperativeStatus
    after: CooperativeStatus


@transaction.atomic
def apply_decision(*, decision_id: UUID, at: datetime, actor: str) -> Sequence[Applied]:
    """Take every cooperative that a signed decision retains as far as its papers allow, by the registry's own
    steps: an applicant enters the qualification programme, and who owes no paper is declared eligible.

    It may be done again when papers have come; who stands there already stays. Who is suspended or has left
    is not touched. Only the decision in force is applied: one that an appeal replaced no more.

    Raises NotFound, WrongRoundState for a decision that is not signed or not in force, WrongCooperativeStep
    where somebody else takes a step meanwhile.
    """
    decision = selection.decision(decision_id)
    last = decision.round.decisions.latest("number")
    if decision.signed_at is None or last.id != decision.id or decision.round.state != RoundState.DECIDED:
        raise WrongRoundState(round=decision.round.title, state=decision.round.state)
    taken = decision.decided_places.filter(outcome=Outcome.TAKEN).select_related("application__cooperative")
    cooperatives = [place.application.cooperative for place in taken.order_by("position")]
    ready = _ready([one.id for one in cooperatives], at)
    return [_taken_on(one, ready=one.id in ready, at=at, actor=actor) for one in cooperatives]


def _taken_on(cooperative: Cooperative, *, ready: bool, at: datetime, actor: str) -> Applied:
    before = CooperativeStatus(cooperative.status)
    said: dict[str, Any] = {"cooperative_id": cooperative.id, "at": at, "actor": actor}
    found = cooperative
    if found.status == CooperativeStatus.APPLICANT:
        found = registry.start_qualification(**said)
    if ready and found.status == CooperativeStatus.IN_QUALIFICATION:
        found = registry.declare_eligible(**said)
    return Applied(cooperative=found, before=before, after=CooperativeStatus(found.status))


def _ready(cooperative_ids: Sequence[UUID], at: datetime) -> set[UUID]:
    """Who owes no paper today: nothing stops them but that nobody has declared them eligible."""
    asked = [Asking(cooperative_id=one) for one in cooperative_ids]
    found = eligibilities(asked=asked, on=business_date(at))
    return {
        one.cooperative_id
        for one, eligibility in found.items()
        if eligibility.disabled_reason is DisabledReason.NOT_DECLARED_ELIGIBLE
    }
