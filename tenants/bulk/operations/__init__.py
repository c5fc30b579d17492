"""The writes of files and bulk operations, on the `Books` of one side, in the login that owns them."""

from tenants.bulk.operations._files import (
    FileGone,
    FileRefused,
    TooManyFiles,
    keep_file,
    keep_paper,
    remove_expired,
    use_paper,
)
from tenants.bulk.operations._finish import end_operation
from tenants.bulk.operations._progress import LeaseLost, hold, keep_piece, renew_lease, take_lease
from tenants.bulk.operations._start import (
    TooManyBulkOperations,
    cancel_operation,
    start_mutation,
    start_query,
)

__all__ = [
    "FileGone",
    "FileRefused",
    "LeaseLost",
    "TooManyBulkOperations",
    "TooManyFiles",
    "cancel_operation",
    "end_operation",
    "hold",
    "keep_file",
    "keep_paper",
    "keep_piece",
    "remove_expired",
    "renew_lease",
    "start_mutation",
    "start_query",
    "take_lease",
    "use_paper",
]
