"""Headquarters' figures of the network, told apart by what is asked."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import graphene

from api.base.days import days_arguments, require_days
from api.base.enums import described_enum
from api.base.errors import BadUserInput, LimitExceeded
from api.base.fields import Computed
from api.base.scalars import Date, SafeInt
from api.base.schema import Queries
from api.base.values import Money
from api.catalogue.types import Category
from api.figures.report import Report, Subject, schemas
from api.network.types import Market
from api.registry.enums import CooperativeGroup
from api.registry.types import Cooperative, Region
from kernel.money import Money as Amount
from markets.figures import types
from markets.figures.network import CategoryNotCombined, network_figures
from tenants.permissions import Permission

MAX_ROWS = 10_000

# Row by row `asdict` would take longer than some of the statements.
_NAMES = tuple(field.name for field in fields(types.NetworkFigures))

NetworkDimension = described_enum(
    types.Dimension,
    "NetworkDimension",
    "By what the network's figures are told apart.",
    MARKET="By market.",
    DAY="By business day.",
    HALF_MONTH="By half-month.",
    MONTH="By month.",
    YEAR="By year.",
    COOPERATIVE="By cooperative.",
    REGION="By region of the cooperative.",
    GROUP="By group of the cooperative.",
    CATEGORY="By category of the goods, a leaf of the tree; not together with cooperative, region or group.",
)


def _row(found: types.NetworkFigures, report: Report) -> dict[str, Any]:
    """What the API answers."""
    return {
        **{name: getattr(found, name) for name in _NAMES},
        "gross": Amount(found.gross_minor),
        "refunds": Amount(found.refunds_minor),
        "net": Amount(found.gross_minor - found.refunds_minor),
        "fees": None if found.fees_minor is None else Amount(found.fees_minor),
        "report": report,
    }


class NetworkFigures(graphene.ObjectType):
    """Trade in the network, for one combination of what was asked for."""

    market = Subject(Market, "The market.", types.Dimension.MARKET, by="schema_name")
    day = graphene.Field(Date, description="The business day.")
    half_month = graphene.Int(description="The key of the half-month, such as 2026112.")
    month = graphene.Field(Date, description="The first day of the month.")
    year = graphene.Int(description="The year.")
    cooperative = Subject(Cooperative, "The cooperative.", types.Dimension.COOPERATIVE)
    region = Subject(Region, "The region of the cooperative.", types.Dimension.REGION)
    group = graphene.Field(CooperativeGroup, description="The group of the cooperative.")
    category = Subject(Category, "The category of the goods.", types.Dimension.CATEGORY)
    tickets = graphene.Field(
        SafeInt,
        description="How many sales; null by cooperative, region, group or category, since a sale can be of "
        "several.",
    )
    items = graphene.Field(SafeInt, required=True, description="How many pieces were sold.")
    gross = graphene.Field(Money, required=True, description="What was sold.")
    refunds = graphene.Field(Money, required=True, description="What was given back.")
    net = graphene.Field(Money, required=True, description="Gross less refunds.")
    fees = graphene.Field(
        Money,
        required=True,
        description="Fees, less those given back. Not known by category: leave it out there.",
    )

    @staticmethod
    def resolve_fees(root: dict[str, Any], _info: Any) -> Amount:
        fees: Amount | None = root["fees"]
        if fees is None:
            raise BadUserInput("Fees are not known by category: leave `fees` out.", argument="groupBy")
        return fees


def _network(
    _root: None,
    info: Any,
    since: date,
    until: date,
    group_by: Sequence[types.Dimension],
    markets: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    require_days(since, until)
    asked = {types.Dimension(getattr(dimension, "value", dimension)) for dimension in group_by}
    wanted = schemas(markets, info)
    try:
        found = network_figures(markets=wanted, since=since, until=until, group_by=asked)
    except CategoryNotCombined as error:
        raise BadUserInput(str(error), argument="groupBy") from None
    if len(found) > MAX_ROWS:
        raise LimitExceeded("rows of figures", actual=len(found), maximum=MAX_ROWS)
    report = Report(found)
    return [_row(row, report) for row in found]


class NetworkFiguresQueries(Queries):
    """Headquarters' reads of the network's figures."""

    network = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(NetworkFigures))),
        "The network's trade over some days: a row for each combination of `groupBy` that occurs, one row in "
        f"all without any. Sandboxes are left out. At most {MAX_ROWS} rows.",
        resolve=_network,
        permission=Permission.NETWORK_FIGURES_READ,
        cost=100,
        group_by=graphene.Argument(
            graphene.List(graphene.NonNull(NetworkDimension)),
            required=True,
            default_value=[],
            description="By what the rows are told apart.",
        ),
        markets=graphene.Argument(
            graphene.List(graphene.NonNull(graphene.ID)),
            description="Global ids of markets; all of them when nothing is said.",
        ),
        **days_arguments(),
    )
