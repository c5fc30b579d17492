"""Decisions about recalls: what a valid one is, which lots it means, and by when a market has answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from shared_catalog.recalls.types import RecallDetails, Severity
from shared_catalog.registry.rules import required, required_reason, short
from shared_catalog.registry.types import Names

ACKNOWLEDGED_WITHIN: Mapping[Severity, timedelta] = {
    Severity.CRITICAL: timedelta(hours=2),
    Severity.SERIOUS: timedelta(hours=24),
    Severity.MINOR: timedelta(hours=72),
}
"""How long a market has to say that the goods are off its shelf. The goods are stopped at once."""

LONGEST_LOT_CODE = 60
LONGEST_INSTRUCTIONS = 1000
LONGEST_NOTE = 400
_HOUR = timedelta(hours=1)


def checked_recall(details: RecallDetails) -> RecallDetails:
    """The details with texts trimmed. Raises InvalidValue for a missing or long text."""
    said = details.instructions
    return replace(
        details,
        lot_code=short(details.lot_code, field="lot_code", longest=LONGEST_LOT_CODE),
        reason=required_reason(details.reason),
        instructions=Names(
            **{
                language: required(
                    getattr(said, language), field=f"instructions.{language}", longest=LONGEST_INSTRUCTIONS
                )
                for language in ("ar", "fr", "en")
            }
        ),
    )


def lot_key(lot_code: str) -> str:
    """What tells lots apart: people write the code of one lot in capitals or not."""
    return lot_code.strip().upper()


def overdue_hours(*, due_at: datetime, answered_at: datetime | None, now: datetime) -> int:
    """The whole hours after the deadline at which somebody answered, or for which nobody has."""
    late = (answered_at or now) - due_at
    return max(late // _HOUR, 0)
