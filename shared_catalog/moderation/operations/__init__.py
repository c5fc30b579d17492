"""The writes of moderation; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.moderation.operations._asking import (
    Edited,
    edit_product,
    propose_product,
    set_attributes,
    submit_changes,
    withdraw_request,
)
from shared_catalog.moderation.operations._deciding import (
    approve_product,
    confirm_request,
    reject_request,
    retire_product,
)
from shared_catalog.moderation.operations._queue import assign_request, take_next
from shared_catalog.moderation.operations._requests import (
    ChangeConflict,
    ChangeRequestNeedsSecondPerson,
    ChangeRequestOfAnother,
    WrongChangeRequestStep,
)

__all__ = [
    "ChangeConflict",
    "ChangeRequestNeedsSecondPerson",
    "ChangeRequestOfAnother",
    "Edited",
    "WrongChangeRequestStep",
    "approve_product",
    "assign_request",
    "confirm_request",
    "edit_product",
    "propose_product",
    "reject_request",
    "retire_product",
    "set_attributes",
    "submit_changes",
    "take_next",
    "withdraw_request",
]
