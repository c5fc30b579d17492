"""What is kept and told of each change: of a participation, and of what a cooperative says of itself."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from shared_catalog.registry.models import IdentityChange, Participation, ParticipationChange
from shared_catalog.registry.types import ParticipationStep
from tenants.events import operations as events
from tenants.events.types import EventDraft

_TOLD: Mapping[ParticipationStep, str] = {
    ParticipationStep.ADMIT: "started",
    ParticipationStep.CHANGE_CONTRACT: "contract_changed",
    ParticipationStep.CHANGE_TERMS: "terms_changed",
    ParticipationStep.SUSPEND: "suspended",
    ParticipationStep.RESUME: "resumed",
    ParticipationStep.END: "ended",
}

Terms = dict[str, Any]


def terms_of(participation: Participation) -> Terms:
    """What is agreed with a cooperative in a market, as its history keeps it."""
    return {
        "joined_on": participation.joined_on.isoformat(),
        "ended_on": _day(participation.ended_on),
        "contract": participation.contract,
        "category_codes": list(participation.category_codes),
        "stand": participation.stand,
        "suspended_on": _day(participation.suspended_on),
    }


def change(
    step: ParticipationStep,
    participation: Participation,
    *,
    before: Terms | None,
    at: datetime,
    actor: str,
    reason: str = "",
) -> ParticipationChange:
    """A row of a participation's history that is not written yet."""
    return ParticipationChange(
        participation=participation,
        step=step,
        before=before,
        after=terms_of(participation),
        at=at,
        actor=actor,
        reason=reason,
    )


def keep_and_tell(noted: ParticipationChange) -> None:
    """Write a row of a participation's history, and add what happened to headquarters' event log."""
    noted.save(force_insert=True)
    events.append_all(drafts=[told_of(noted)])


def told_of(noted: ParticipationChange) -> EventDraft:
    """The event that a participation began, changed or ended."""
    participation = noted.participation
    said = {"cooperative": str(participation.cooperative_id), "market": participation.market_id}
    return EventDraft(
        name=f"participation.{_TOLD[ParticipationStep(noted.step)]}",
        subject_id=str(participation.id),
        payload=said | terms_of(participation),
        occurred_at=noted.at,
        recorded_at=noted.at,
    )


def keep_identity(
    cooperative_id: Any, *, before: Mapping[str, Any], after: Mapping[str, Any], at: datetime, actor: str
) -> None:
    """Keep what a cooperative says otherwise of itself, by column; nothing where nothing differs."""
    changed = [name for name, value in after.items() if before[name] != value]
    if changed:
        IdentityChange.objects.create(
            cooperative_id=cooperative_id,
            before={name: _plain(before[name]) for name in changed},
            after={name: _plain(after[name]) for name in changed},
            at=at,
            actor=actor,
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
