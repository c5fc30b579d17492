"""What proves the books: totals that must meet, invariants that must hold, figures that must agree."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import graphene

from api.base.pages import MAX_PAGE
from api.base.scalars import SafeInt
from api.base.values import Money
from kernel.money import Money as Amount
from markets.settlement import invariants, queries, reconciliation


class SettlementTotals(graphene.ObjectType):
    """The market's whole trade with its cooperatives, each amount from its own source."""

    sales = graphene.Field(Money, required=True, description="What was ever sold, from the ledger.")
    returns = graphene.Field(Money, required=True, description="What was brought back, from the ledger.")
    fees = graphene.Field(Money, required=True, description="Fees, less those given back, from the ledger.")
    adjustments = graphene.Field(Money, required=True, description="Corrections, from the ledger.")
    paid = graphene.Field(Money, required=True, description="What was paid, from the payouts.")
    open = graphene.Field(
        Money, required=True, description="What is owed, from the statements and what is not yet on one."
    )
    difference = graphene.Field(
        Money, required=True, description="What was earned less what was paid and is still owed: nothing."
    )


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


def settlement_totals(_root: None, _info: Any) -> dict[str, Amount]:
    """The totals, in money."""
    totals = queries.totals()
    found = {name.removesuffix("_minor"): Amount(minor) for name, minor in asdict(totals).items()}
    return found | {"difference": Amount(totals.difference_minor)}


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
        for difference in reconciliation.differences()[:MAX_PAGE]
    ]


def _details(details: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"name": name, "value": str(value)} for name, value in details.items()]


def _texts(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values]
