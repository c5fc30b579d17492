"""Writes of the settlement: closing half-months under four eyes, and what people say about a cooperative's
money.
"""

from markets.settlement.operations._adjustments import (
    AlreadyDecided,
    approve_adjustment,
    propose_adjustment,
    reject_adjustment,
)
from markets.settlement.operations._closing import (
    PeriodFromBeforeJoining,
    PeriodNotImported,
    ReviewChanged,
    SamePerson,
    approve_period,
    reopen_review,
    seal_period,
    settle_past_period,
    start_review,
)
from markets.settlement.operations._contests import (
    ContestTooLate,
    LineContested,
    contest_line,
    reject_contest,
    uphold_contest,
)
from markets.settlement.operations._holds import HoldLifted, lift_hold, place_hold
from markets.settlement.operations._ids import SettlementIdReused
from markets.settlement.operations._terms import (
    RecoveryPlanExists,
    agree_recovery_plan,
    end_recovery_plan,
    set_payout_minimum,
)

__all__ = [
    "AlreadyDecided",
    "ContestTooLate",
    "HoldLifted",
    "LineContested",
    "PeriodFromBeforeJoining",
    "PeriodNotImported",
    "RecoveryPlanExists",
    "ReviewChanged",
    "SamePerson",
    "SettlementIdReused",
    "agree_recovery_plan",
    "approve_adjustment",
    "approve_period",
    "contest_line",
    "end_recovery_plan",
    "lift_hold",
    "place_hold",
    "propose_adjustment",
    "reject_adjustment",
    "reject_contest",
    "reopen_review",
    "seal_period",
    "set_payout_minimum",
    "settle_past_period",
    "start_review",
    "uphold_contest",
]
