"""The network as it stands, and the floors that a change of it would break: a constant number of statements.

What was sold is told by the markets' figures, which the nation's slices know nothing of; here both meet.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from markets.figures.network import network_figures
from markets.figures.types import Dimension
from shared_catalog.representation import queries, rules
from shared_catalog.representation.types import Broken, Network, Newcomer, Presence

_DAY = timedelta(days=1)


def network_on(day: date, markets: Collection[str]) -> Network:
    """Who takes part in these markets on a day, with their products and what was sold."""
    rows = network_figures(
        markets=sorted(markets),
        since=queries.sales_since(day),
        until=day + _DAY,
        group_by={Dimension.MARKET, Dimension.COOPERATIVE},
    )
    sales = {
        (row.market, row.cooperative): row.gross_minor - row.refunds_minor
        for row in rows
        if row.market is not None and row.cooperative is not None
    }
    return queries.network(on=day, markets=markets, sales=sales)


def of_taking(newcomers: Sequence[Newcomer], *, on: date) -> Sequence[Broken]:
    """The floors that taking these cooperatives on would break."""
    network = network_on(on, queries.cities())
    products = queries.products_of({one.cooperative_id for one in newcomers}, on=on)
    return _broken(network, rules.with_newcomers(network, newcomers, products), on=on)


def of_leaving(
    *, cooperatives: Collection[UUID] = (), presences: Collection[Presence] = (), on: date
) -> Sequence[Broken]:
    """The floors that would break if these cooperatives left the network, or these their market."""
    network = network_on(on, queries.cities())
    everywhere = {one for one in (*network.presences, *network.sales) if one[1] in set(cooperatives)}
    return _broken(network, rules.without(network, {*everywhere, *presences}), on=on)


def _broken(before: Network, after: Network, *, on: date) -> Sequence[Broken]:
    return rules.broken_by(queries.floors_on(on), before=rules.tally(before), after=rules.tally(after))
