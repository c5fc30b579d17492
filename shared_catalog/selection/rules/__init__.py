"""What a grid is, what a file is worth, who is taken within quotas, and the digest of it all."""

from shared_catalog.selection.rules._appeals import APPEAL_DAYS, appeal_until
from shared_catalog.selection.rules._grid import checked_grid, checked_places, read, written
from shared_catalog.selection.rules._minutes import RULES, candidate, decide, digest
from shared_catalog.selection.rules._placing import place
from shared_catalog.selection.rules._scores import (
    SCORERS,
    checked_point,
    checked_points,
    failed_gates,
    gap_too_wide,
    judged_criterion,
    measured,
    needs_price,
    reference_price,
    share,
    to_adjudicate,
    total,
    valued,
)

__all__ = [
    "APPEAL_DAYS",
    "RULES",
    "SCORERS",
    "appeal_until",
    "candidate",
    "checked_grid",
    "checked_places",
    "checked_point",
    "checked_points",
    "decide",
    "digest",
    "failed_gates",
    "gap_too_wide",
    "judged_criterion",
    "measured",
    "needs_price",
    "place",
    "read",
    "reference_price",
    "share",
    "to_adjudicate",
    "total",
    "valued",
    "written",
]
