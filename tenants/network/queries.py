"""Which markets there are, and which one this connection belongs to."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from kernel.errors import NotFound
from tenants.database.prepared import Question, Row
from tenants.database.session import current_login
from tenants.network.models import Domain, Market
from tenants.network.types import Kind, Stage, Standing

_STANDING = """
    SELECT stage, opened_at, suspended_at, resumed_at FROM network_market WHERE schema_name = $1
"""


def markets() -> QuerySet[Market]:
    """Every market, in the order of its slug."""
    return Market.objects.order_by("schema_name")


def market_schemas() -> Sequence[str]:
    """The schema names of all markets, sorted: what a query over the network is built from."""
    return list(markets().values_list("schema_name", flat=True))


def cities() -> QuerySet[Market]:
    """The markets that trade: all but sandboxes."""
    return markets().filter(kind=Kind.CITY)


def market(slug: str) -> Market:
    """The market of this slug. Raises NotFound."""
    found = Market.objects.filter(schema_name=slug).first()
    if found is None:
        raise NotFound(kind="market", id=slug)
    return found


def current_schema() -> str:
    """The schema name of the market that this connection logged in as; asks nothing of the database."""
    login = current_login()
    assert login is not None and login.schema != "public", "only a market's connection has a current market"
    return login.schema


def current_market() -> Market:
    """The market that this connection logged in as, read in the current transaction, so its stage is never
    stale.
    """
    return Market.objects.get(schema_name=current_schema())


def standing_question() -> Question[Standing]:
    """The stage of the market that this connection logged in as, and since when."""
    return Question(_STANDING, [current_schema()], _standing)


def market_of_host(host: str, *, domain: str) -> Market | None:
    """The market that `host` (lower case, without port) leads to, or None. Runs as the gate.

    `<slug>.<domain>` is a market's by rule, so that the network may move to another domain; any other name is
    one that was given to a market.
    """
    slug, dot, rest = host.partition(".")
    if dot and rest == domain:
        return Market.objects.filter(schema_name=slug).first()
    given = Domain.objects.select_related("tenant").filter(domain=host).first()
    return given.tenant if given else None


def _standing(rows: list[Row]) -> Standing:
    return _standing_of(rows[0])


@lru_cache(maxsize=256)
def _standing_of(row: Row) -> Standing:
    stage, *instants = row
    assert stage is not None
    return Standing(
        Stage(stage.decode()),
        *(None if one is None else datetime.fromisoformat(one.decode()) for one in instants),
    )
