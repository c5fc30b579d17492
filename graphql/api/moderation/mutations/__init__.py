"""Writes of moderation, for headquarters. One file each."""

from api.base.lists import Mutations
from api.moderation.mutations.assign_change_request import AssignChangeRequest
from api.moderation.mutations.confirm_change_request import ConfirmChangeRequest
from api.moderation.mutations.propose_product import ProposeProduct
from api.moderation.mutations.reject_change_request import RejectChangeRequest
from api.moderation.mutations.submit_product_changes import SubmitProductChanges
from api.moderation.mutations.take_next_change_request import TakeNextChangeRequest
from api.moderation.mutations.withdraw_change_request import WithdrawChangeRequest

MODERATION_MUTATIONS: Mutations = (
    ProposeProduct,
    SubmitProductChanges,
    ConfirmChangeRequest,
    RejectChangeRequest,
    WithdrawChangeRequest,
    AssignChangeRequest,
    TakeNextChangeRequest,
)
