"""Root fields about recalls."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.recalls import lists
from api.recalls.types import Recall


class RecallQueries(Queries):
    """Reads of recalls."""

    recall = One(Recall, "A recall by its global id.")
    recalls = Connection(
        Recall, "Recalls, latest first.", orders=lists.RECALL_ORDERS, filters=lists.RecallFilter
    )
