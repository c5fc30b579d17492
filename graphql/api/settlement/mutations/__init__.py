"""Writes of the settlement. One file each."""

from api.base.mutations import Mutation
from api.settlement.mutations.agree_recovery_plan import AgreeRecoveryPlan
from api.settlement.mutations.approve_adjustment import ApproveAdjustment
from api.settlement.mutations.approve_period import ApprovePeriod
from api.settlement.mutations.contest_line import ContestLine
from api.settlement.mutations.end_recovery_plan import EndRecoveryPlan
from api.settlement.mutations.lift_hold import LiftHold
from api.settlement.mutations.place_hold import PlaceHold
from api.settlement.mutations.propose_adjustment import ProposeAdjustment
from api.settlement.mutations.reject_adjustment import RejectAdjustment
from api.settlement.mutations.reject_contest import RejectContest
from api.settlement.mutations.reopen_review import ReopenReview
from api.settlement.mutations.seal_period import SealPeriod
from api.settlement.mutations.set_payout_minimum import SetPayoutMinimum
from api.settlement.mutations.start_review import StartReview
from api.settlement.mutations.uphold_contest import UpholdContest

SETTLEMENT_MUTATIONS: tuple[type[Mutation], ...] = (
    SetPayoutMinimum,
    StartReview,
    ApprovePeriod,
    ReopenReview,
    SealPeriod,
    PlaceHold,
    LiftHold,
    ProposeAdjustment,
    ApproveAdjustment,
    RejectAdjustment,
    ContestLine,
    UpholdContest,
    RejectContest,
    AgreeRecoveryPlan,
    EndRecoveryPlan,
)
