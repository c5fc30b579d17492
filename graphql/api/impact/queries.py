"""Headquarters' reads of the network's impact."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import graphene

from api.base.days import days_arguments, require_days
from api.base.errors import NotFound
from api.base.fields import Computed
from api.base.schema import Queries
from api.figures.report import schemas
from api.impact.types import ImpactDefinition, ImpactDimension, ImpactReport, answered
from kernel.errors import NotFound as NoSuchVersion
from markets.figures.network import income_by_cooperative
from shared_catalog.impact import queries as impact
from shared_catalog.impact import rules
from shared_catalog.impact.types import Definition, Dimension, Span
from tenants.permissions import Permission


def _report(
    _root: None,
    info: Any,
    since: date,
    until: date,
    by: Sequence[Dimension],
    definition: int | None = None,
) -> dict[str, Any]:
    require_days(since, until)
    span = Span(since=since, until=until)
    try:
        words = rules.definition_for(day=span.as_of, version=definition)
    except NoSuchVersion:
        raise NotFound() from None
    markets = schemas(None, info)
    report = impact.report(
        span=span,
        by={Dimension(getattr(dimension, "value", dimension)) for dimension in by},
        definition=words,
        markets=markets,
        income_minor=income_by_cooperative(income=words.income, markets=markets, since=since, until=until),
    )
    return answered(report)


def _definitions(_root: None, _info: Any) -> Sequence[Definition]:
    return rules.DEFINITIONS


class ImpactQueries(Queries):
    """Whom the network serves."""

    impact_report = Computed(
        graphene.NonNull(ImpactReport),
        "Members of the cooperatives that took part in a market in a period, and their income, for everybody "
        "to be shown: cells that tell of fewer than five are withheld, and as many others as keep them from "
        "being worked out. Sandboxes are left out.",
        resolve=_report,
        permission=Permission.IMPACT_READ,
        cost=100,
        by=graphene.Argument(
            graphene.List(graphene.NonNull(ImpactDimension)),
            required=True,
            default_value=[],
            description="By what the cells are told apart.",
        ),
        definition=graphene.Argument(
            graphene.Int,
            description="The version of the definitions; without one, the version of the last day.",
        ),
        **days_arguments(),
    )
    impact_definitions = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(ImpactDefinition))),
        "All versions of what the words of the impact report mean.",
        resolve=_definitions,
        permission=Permission.IMPACT_READ,
    )
