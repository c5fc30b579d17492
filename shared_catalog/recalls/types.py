"""The words of recalls, and how a market stands to one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared_catalog.registry.types import Names


class Severity(StrEnum):
    """How dangerous the goods are; `rules.ACKNOWLEDGED_WITHIN` says how soon every market has to answer."""

    CRITICAL = "critical"
    SERIOUS = "serious"
    MINOR = "minor"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDetails:
    """What is recalled and why. `lot_code` is the producer's code of one lot, empty for all of the product;
    `instructions` say what a market does with the goods and tells its customers.
    """

    product_id: UUID
    lot_code: str
    severity: Severity
    reason: str
    instructions: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a market that may hold goods of a recall stands to it.

    `overdue_hours` are the whole hours after the deadline at which it answered, or for which it has been
    silent; zero while there is time.
    """

    market: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    note: str
    overdue_hours: int
