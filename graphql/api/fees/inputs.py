"""What the mutations of fees are told."""

from typing import Any

import graphene

from api.base.inputs import Given, IdOf
from api.base.scalars import Date
from api.base.values import MoneyInput
from api.registry.enums import CooperativeGroup
from api.registry.types import Cooperative
from markets.fees.types import ComponentKind, FeeComponent, FeeTerms, Scope


class FeeComponentInput(graphene.InputObjectType):
    """One part of a fee: `basisPoints` or `fixed`, one of the two."""

    basis_points = Given(graphene.Int, "A share of the line's amount, 0 to 10000 basis points: 250 is 2.5 %.")
    fixed = Given(MoneyInput, "So much for each piece.")
    min = Given(MoneyInput, "What it is at least for a line.")
    max = Given(MoneyInput, "What it is at most for a line.")

    @staticmethod
    def value(given: dict[str, Any]) -> FeeComponent:
        basis_points = given.get("basis_points")
        amounts = {
            f"{name}_minor": amount.minor
            for name in ("fixed", "min", "max")
            if (amount := given.get(name)) is not None
        }
        kind = ComponentKind.FIXED if basis_points is None else ComponentKind.PERCENTAGE
        return FeeComponent(kind=kind, basis_points=basis_points, **amounts)


class FeeTermsInput(graphene.InputObjectType):
    """What a fee rule says from a business day on. A list left out or empty is any."""

    effective_from = Given(Date, "The first business day on which it holds, a day to come.", required=True)
    effective_until = Given(Date, "The first day on which it no longer holds; left out, it goes on.")
    contracts = Given(graphene.String, "Codes of contracts.", many=True)
    cooperatives = IdOf(Cooperative, "Cooperatives.", many=True)
    categories = Given(graphene.String, "Codes of categories; each stands for all below it.", many=True)
    groups = Given(CooperativeGroup, "Groups of cooperatives.", many=True)
    components = Given(FeeComponentInput, "What is charged, part by part.", many=True, required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> FeeTerms:
        named = ("contracts", "cooperatives", "categories", "groups")
        return FeeTerms(
            effective_from=given["effective_from"],
            effective_until=given.get("effective_until"),
            scope=Scope(**{name: tuple(given.get(name) or ()) for name in named}),
            components=tuple(given["components"]),
        )
