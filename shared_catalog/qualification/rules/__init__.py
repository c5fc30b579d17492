"""Decisions about qualification: which step may follow, what money may be spent, what a donor is told."""

from shared_catalog.qualification.rules._budget import checked_amount, excess
from shared_catalog.qualification.rules._path import (
    BEFORE,
    checked_blocker,
    checked_day,
    checked_history,
    is_complete,
    missing_before,
)
from shared_catalog.qualification.rules._report import report, spread
from shared_catalog.qualification.rules._terms import checked_programme

__all__ = [
    "BEFORE",
    "checked_amount",
    "checked_blocker",
    "checked_day",
    "checked_history",
    "checked_programme",
    "excess",
    "is_complete",
    "missing_before",
    "report",
    "spread",
]
