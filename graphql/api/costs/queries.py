"""Root fields of costs, income and autonomy."""

from datetime import MAXYEAR, MINYEAR
from typing import Any

import graphene

from api.base.connections import Connection
from api.base.errors import BadUserInput
from api.base.fields import Computed
from api.base.schema import Queries
from api.costs import types
from markets.costs import queries as costs
from markets.costs.types import Autonomy
from tenants.permissions import Permission


def _autonomy(_root: None, _info: Any, year: int) -> Autonomy:
    if not MINYEAR <= year < MAXYEAR:
        raise BadUserInput("There is no such year.", argument="year")
    return costs.autonomy(year=year)


class CostsQueries(Queries):
    """Reads of costs and income."""

    operating_costs = Connection(
        types.OperatingCost,
        "What running the market cost, latest month first.",
        orders=types.OPERATING_COST_ORDERS,
        filters=types.OperatingCostFilter,
    )
    other_income = Connection(
        types.OtherIncome,
        "What the market earned beside its fees, latest month first.",
        orders=types.OTHER_INCOME_ORDERS,
        filters=types.OtherIncomeFilter,
    )
    autonomy = Computed(
        graphene.NonNull(types.Autonomy),
        "How far the market paid for itself in a calendar year.",
        resolve=_autonomy,
        permission=Permission.COSTS_READ,
        year=graphene.Argument(graphene.Int, required=True, description="The year."),
    )
