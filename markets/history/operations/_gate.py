"""When a market may bring its past, and one import at a time."""

from django.db import connection

from markets.history.refusals import MarketHasOpened
from tenants.network import queries as network
from tenants.network.types import Stage


def stand_in_line() -> None:
    """One import of a market at a time, until the transaction ends; a second one waits as long as its
    lock_timeout.
    """
    assert connection.in_atomic_block, "a place in the line lasts as long as its transaction"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('history'), hashtext(current_schema()))")


def require_planned() -> None:
    """Raises MarketHasOpened."""
    market = network.current_market()
    if market.stage != Stage.PLANNED:
        raise MarketHasOpened(stage=str(market.stage))
