"""Headquarters' figures of the network, told apart by what is asked."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import graphene
from django.db.models import Q

from api.base import loading
from api.base.days import days_arguments, require_days
from api.base.enums import described_enum
from api.base.errors import LimitExceeded, NotFound
from api.base.fields import Computed, Resolver
from api.base.nodes import ToNode
from api.base.scalars import Date, SafeInt
from api.base.schema import Queries
from api.base.values import Money
from api.network.types import Market
from api.registry.enums import CooperativeGroup
from api.registry.types import Cooperative, Region
from kernel.money import Money as Amount
from markets.figures import types
from markets.figures.network import network_figures
from tenants.access import Permission

MAX_ROWS = 10_000

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
)


@dataclass(slots=True)
class Report:
    """Rows of figures, and the nodes they speak of: each kind loaded once for all rows."""

    figures: Sequence[types.NetworkFigures]
    nodes: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """What the API answers."""
        return [
            {
                **asdict(row),
                "gross": Amount(row.gross_minor),
                "refunds": Amount(row.refunds_minor),
                "net": Amount(row.gross_minor - row.refunds_minor),
                "fees": Amount(row.fees_minor),
                "report": self,
            }
            for row in self.figures
        ]

    def node(self, subject: "Subject", key: Any, info: Any) -> Any:
        """The node with this key as the current field selects it; None if the viewer does not see it."""
        alias = str(info.path.key)
        if alias not in self.nodes:
            keys = {getattr(row, subject.dimension) for row in self.figures}
            found = loading.several(subject.node, Q(**{f"{subject.by}__in": keys}), info)
            self.nodes[alias] = {getattr(there, subject.by): there for there in found}
        return self.nodes[alias].get(key)


class Subject(ToNode):
    """The node that a row of a report is about, found by a column; null where none is told apart."""

    def __init__(self, node: Any, description: str, dimension: types.Dimension, *, by: str = "pk") -> None:
        self.dimension, self.by = dimension.value, by
        super().__init__(node, lambda: self.node, description)

    def reader(self, resolve: Resolver) -> Resolver:
        def read(row: dict[str, Any], info: Any) -> Any:
            key = row[self.dimension]
            return None if key is None else row["report"].node(self, key, info)

        return read


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
    tickets = graphene.Field(
        SafeInt,
        description="How many sales; null by cooperative, region or group, since a sale can be of several.",
    )
    items = graphene.Field(SafeInt, required=True, description="How many pieces were sold.")
    gross = graphene.Field(Money, required=True, description="What was sold.")
    refunds = graphene.Field(Money, required=True, description="What was given back.")
    net = graphene.Field(Money, required=True, description="Gross less refunds.")
    fees = graphene.Field(Money, required=True, description="Fees, less those given back.")


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
    found = network_figures(markets=_schemas(markets, info), since=since, until=until, group_by=asked)
    if len(found) > MAX_ROWS:
        raise LimitExceeded("rows of figures", actual=len(found), maximum=MAX_ROWS)
    return Report(found).rows()


def _schemas(asked: Sequence[str] | None, info: Any) -> list[str]:
    """The schemas of these markets, or of all that the viewer sees. Raises NotFound for an id of none."""
    seen = Market.rows(info.context.viewer).order_by("schema_name")
    schemas = {row.pk: row.schema_name for row in seen}
    if asked is None:
        return list(schemas.values())
    keys = {Market.key_of(one, None) for one in asked}
    if not keys <= schemas.keys():
        raise NotFound()
    return [schema for key, schema in schemas.items() if key in keys]


class NetworkFiguresQueries(Queries):
    """Headquarters' reads of the network's figures."""

    network = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(NetworkFigures))),
        "The network's trade over some days: a row for each combination of `groupBy` that occurs, one row in "
        f"all without any. At most {MAX_ROWS} rows.",
        resolve=_network,
        permission=Permission.NETWORK_FIGURES_READ,
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
