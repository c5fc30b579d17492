"""The writes of files and bulk operations, on the `Books` of one side, in the login that owns them."""

from tenants.bulk.operations._files import (
    FileGone,
    FileRefused,
    TooManyFiles,
    keep_file,
    keep_made,
    keep_paper,
    keep_table,
    one_after_another,
    read_picture,
    remove_expired,
    use_paper,
)
from tenants.bulk.operations._finish import JSON_LINES, end_operation
from tenants.bulk.operations._progress import (
    LeaseLost,
    hold,
    keep_piece,
    renew_lease,
    start_over,
    take_lease,
)
from tenants.bulk.operations._start import (
    TooManyBulkOperations,
    cancel_operation,
    start_mutation,
    start_query,
    start_reading,
    start_table,
)

__all__ = [
    "JSON_LINES",
    "FileGone",
    "FileRefused",
    "LeaseLost",
    "TooManyBulkOperations",
    "TooManyFiles",
    "cancel_operation",
    "end_operation",
    "hold",
    "keep_file",
    "keep_made",
    "keep_paper",
    "keep_piece",
    "keep_table",
    "one_after_another",
    "read_picture",
    "remove_expired",
    "renew_lease",
    "start_mutation",
    "start_over",
    "start_query",
    "start_reading",
    "start_table",
    "take_lease",
    "use_paper",
]
