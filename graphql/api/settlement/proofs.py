"""What proves the books: invariants that must hold, and figures that must agree."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import graphene

from api.base.pages import MAX_PAGE
from api.base.scalars import SafeInt
from markets.verification import figures, invariants


class Detail(graphene.ObjectType):
    """A value of a row, as text."""

    name = graphene.String(required=True, description="Its name.")
    value = graphene.String(required=True, description="The value.")


class Violation(graphene.ObjectType):
    """A row that breaks an invariant."""

    name = graphene.String(required=True, description="Which, such as `ledger.unbalanced_entry`.")
    details = graphene.List(
        graphene.NonNull(Detail), required=True, description="What to look at: ids and amounts."
    )


class FiguresDifference(graphene.ObjectType):
    """A figure that is not what its facts add up to."""

    table = graphene.String(required=True, description="The figures' table.")
    key = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="The row: its day and its subject."
    )
    measure = graphene.String(required=True, description="The column.")
    stored = graphene.Field(SafeInt, required=True, description="What the figures say.")
    recomputed = graphene.Field(SafeInt, required=True, description="What the facts add up to.")


def violations(_root: None, _info: Any) -> list[dict[str, Any]]:
    """The first of the rows that break an invariant."""
    return [
        {"name": violation.name, "details": _details(violation.details)}
        for violation in invariants.invariants()[:MAX_PAGE]
    ]


def figures_differences(_root: None, _info: Any) -> list[dict[str, Any]]:
    """The first of the figures that are not what their facts add up to."""
    return [
        asdict(difference) | {"key": _texts(difference.key)}
        for difference in figures.differences()[:MAX_PAGE]
    ]


def _details(details: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"name": name, "value": str(value)} for name, value in details.items()]


def _texts(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values]
