"""Root fields about the use of the API."""

from api.base.connections import Connection
from api.base.schema import Queries
from api.usage.types import DEPRECATED_USE_ORDERS, DeprecatedUse, DeprecatedUseFilter


class UsageQueries(Queries):
    """Headquarters' reads of how the API is used."""

    deprecated_usage = Connection(
        DeprecatedUse,
        "Who still uses what is deprecated, on any host, the latest use first.",
        orders=DEPRECATED_USE_ORDERS,
        filters=DeprecatedUseFilter,
    )
