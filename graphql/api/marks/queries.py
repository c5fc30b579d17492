"""Root fields of marks, the same on both sides."""

from api.base.connections import Connection
from api.base.schema import Queries
from api.marks import lists
from api.marks.types import Mark, MarkGrant


class MarkQueries(Queries):
    """Reads of marks."""

    marks = Connection(
        Mark, "The marks that are recognised.", orders=lists.MARK_ORDERS, filters=lists.MarkFilter
    )
    mark_grants = Connection(
        MarkGrant,
        "Which products carry which marks, expired and withdrawn ones included, the latest first.",
        orders=lists.MARK_GRANT_ORDERS,
        filters=lists.MarkGrantFilter,
    )
