"""Lists of bulk operations."""

from api.base.filters import Condition, Filter
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.bulk.enums import BulkOperationStatus, BulkOperationType

BULK_ORDERS = Orders(
    "BulkOperation", descending=True, CREATED_AT=By("created_at", "By when it was started, the latest first.")
)


class BulkOperationFilter(Filter):
    """Which bulk operations."""

    type = Condition(BulkOperationType, "What it does.", "kind")
    status = Condition(BulkOperationStatus, "Where it stands.", "status")
    created_at = Condition(DateTime, "When it was started.", "created_at", ranged=True)
