"""Root fields of bulk operations, for each side."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.bulk.lists import BULK_ORDERS, BulkOperationFilter
from api.bulk.sides import HQ, MARKET, Side


def bulk_queries(side: Side) -> type[Queries]:
    """The root fields on one side's tables."""

    class BulkQueries(Queries):
        """Reads of bulk operations."""

        bulk_operation = One(side.operation, "A bulk operation.")
        bulk_operations = Connection(
            side.operation,
            "One's own bulk operations, the latest first, of an application those that came through it; with "
            "`all-bulk:read` everybody's.",
            orders=BULK_ORDERS,
            filters=BulkOperationFilter,
        )

    return BulkQueries


HqBulkQueries, MarketBulkQueries = bulk_queries(HQ), bulk_queries(MARKET)
