"""What is said of something that happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """One thing that happened, before it is written: `name` as in `sale.recorded`, `subject_id` what it
    happened to.

    The payload is plain JSON: numbers, texts, lists, objects; amounts in centimes, instants as ISO 8601 in
    UTC.
    """

    name: str
    subject_id: str
    payload: Mapping[str, Any]
    occurred_at: datetime
    recorded_at: datetime
