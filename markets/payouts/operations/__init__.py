"""Writes of payouts: preparing a batch, approving it under four eyes, sending it, hearing what became of
it.
"""

from markets.payouts.hearing import ingest
from markets.payouts.operations._approve import (
    approve_batch,
    set_co_approval,
)
from markets.payouts.operations._bank import (
    NoBankFile,
    download_bank_file,
    set_bank_settings,
    upload_bank_answer,
)
from markets.payouts.operations._batches import BatchChanged, WrongBatchState
from markets.payouts.operations._cancel import cancel_batch
from markets.payouts.operations._confirm import (
    confirm_by_hand,
    record_past_payouts,
    reject_by_hand,
    return_by_hand,
)
from markets.payouts.operations._hold import PayoutUnderWay, hold_payout, release_payout
from markets.payouts.operations._prepare import (
    BatchIdReused,
    NothingToPay,
    prepare_batch,
)
from markets.payouts.operations._send import ingest_file, reconcile_batch, submit_batch
from markets.payouts.operations._stripe import hear_stripe, recheck_stripe

__all__ = [
    "BatchChanged",
    "BatchIdReused",
    "NoBankFile",
    "NothingToPay",
    "PayoutUnderWay",
    "WrongBatchState",
    "approve_batch",
    "cancel_batch",
    "confirm_by_hand",
    "download_bank_file",
    "hear_stripe",
    "hold_payout",
    "ingest",
    "ingest_file",
    "prepare_batch",
    "recheck_stripe",
    "reconcile_batch",
    "record_past_payouts",
    "reject_by_hand",
    "release_payout",
    "return_by_hand",
    "set_bank_settings",
    "set_co_approval",
    "submit_batch",
    "upload_bank_answer",
]
