"""The keys of requests to one market, in its own schema."""

from tenants.database.rights import Rights
from tenants.idempotency.models import USES, UsedKey


class MarketKey(UsedKey):
    """A key of a request to this market."""

    rights = Rights(market=USES)
