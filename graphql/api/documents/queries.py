"""Root fields of the documents."""

from api.base.connections import Connection
from api.base.schema import Queries
from api.documents import lists
from api.documents.types import Message


class DocumentQueries(Queries):
    """Reads of the documents."""

    messages = Connection(
        Message,
        "What cooperatives were told and are to be told, latest queued first.",
        orders=lists.MESSAGE_ORDERS,
        filters=lists.MessageFilter,
    )
