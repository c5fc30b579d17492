"""Root fields about clients."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.clients import types


class ClientQueries(Queries):
    """Reads of clients."""

    clients = Connection(
        types.Client,
        "OAuth clients, latest first.",
        orders=types.CLIENT_ORDERS,
        filters=types.ClientFilter,
        hq_only=True,
    )
    client = One(types.Client, "One OAuth client.", hq_only=True)
