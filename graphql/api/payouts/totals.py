"""What was ever earned, paid and owed: totals from different sources that must meet."""

from dataclasses import asdict
from typing import Any

import graphene

from api.base.values import Money
from kernel.money import Money as Amount
from markets.payouts import queries


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


def settlement_totals(_root: None, _info: Any) -> dict[str, Amount]:
    """The totals, in money."""
    totals = queries.totals()
    found = {name.removesuffix("_minor"): Amount(minor) for name, minor in asdict(totals).items()}
    return found | {"difference": Amount(totals.difference_minor)}
