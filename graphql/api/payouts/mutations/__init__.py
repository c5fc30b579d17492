"""Writes of payouts. One file each."""

from api.base.mutations import Mutation
from api.payouts.mutations.approve_payout_batch import ApprovePayoutBatch
from api.payouts.mutations.cancel_payout_batch import CancelPayoutBatch
from api.payouts.mutations.confirm_payout import ConfirmPayout
from api.payouts.mutations.hold_payout import HoldPayout
from api.payouts.mutations.prepare_payout_batch import PreparePayoutBatch
from api.payouts.mutations.reject_payout import RejectPayout
from api.payouts.mutations.release_payout import ReleasePayout
from api.payouts.mutations.return_payout import ReturnPayout
from api.payouts.mutations.set_co_approval import SetCoApproval
from api.payouts.mutations.submit_payout_batch import SubmitPayoutBatch

PAYOUT_MUTATIONS: tuple[type[Mutation], ...] = (
    PreparePayoutBatch,
    ApprovePayoutBatch,
    CancelPayoutBatch,
    SubmitPayoutBatch,
    ConfirmPayout,
    RejectPayout,
    ReturnPayout,
    HoldPayout,
    ReleasePayout,
    SetCoApproval,
)
