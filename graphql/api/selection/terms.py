"""What a grid says, as the API shows it and as it is told."""

from collections.abc import Mapping
from typing import Any

import graphene

from api.base.inputs import Given
from api.base.values import LocalizedText, MoneyInput, Texts
from api.catalogue.enums import Unit
from api.registry.enums import CooperativeGroup
from api.selection.enums import (
    SelectionCriterionKind,
    SelectionDimension,
    SelectionGateKind,
    SelectionShortfallCause,
)
from kernel.errors import InvalidValue
from shared_catalog.selection import types, wording


class SelectionGate(graphene.ObjectType):
    """A condition for cooperatives of some groups."""

    kind = graphene.Field(SelectionGateKind, required=True, description="What they must have.")
    groups = graphene.List(
        graphene.NonNull(CooperativeGroup), required=True, description="For which groups it holds."
    )


class SelectionScale(graphene.ObjectType):
    """Points by a measure, in a straight line between two ends; what is below one or above the other gets all
    or none.
    """

    none_at = graphene.Int(required=True, description="The measure that gets no points, in basis points.")
    full_at = graphene.Int(required=True, description="The measure that gets all points, in basis points.")


class SelectionCriterion(graphene.ObjectType):
    """What is valued, with how many points at most, and how much it weighs."""

    kind = graphene.Field(SelectionCriterionKind, required=True, description="What.")
    maximum = graphene.Int(required=True, description="Points at most.")
    weight = graphene.Int(required=True, description="Its weight; all weights sum to 100.")
    scale = graphene.Field(
        SelectionScale, description="How it is measured from the file; null where two people score it."
    )


class SelectionQuota(graphene.ObjectType):
    """How many places at least, and at most, go to a region or a group."""

    dimension = graphene.Field(SelectionDimension, required=True, description="By what it divides.")
    value = graphene.String(required=True, description="Code of the region, or name of the group.")
    floor = graphene.Int(required=True, description="Places at least.")
    ceiling = graphene.Int(description="Places at most; null for no limit.")


class SelectionShortfall(graphene.ObjectType):
    """A floor that could not be reached."""

    quota = graphene.Field(SelectionQuota, required=True, description="The quota.")
    reached = graphene.Int(required=True, description="How many places it has.")
    cause = graphene.Field(SelectionShortfallCause, required=True, description="Why.")
    explanation = graphene.Field(LocalizedText, required=True, description="The same in words.")


def shortfall(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A floor that could not be reached, as a decision keeps it."""
    quota = types.Quota(**{**kept["quota"], "dimension": types.Dimension(kept["quota"]["dimension"])})
    cause = types.ShortfallCause(kept["cause"])
    known = types.Shortfall(quota=quota, reached=kept["reached"], cause=cause)
    return {**kept, "explanation": Texts(**wording.shortfall_in_words(known))}


class SelectionGateInput(graphene.InputObjectType):
    """A condition for cooperatives of some groups."""

    kind = Given(SelectionGateKind, "What they must have.", required=True)
    groups = Given(CooperativeGroup, "For which groups it holds.", many=True, required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> types.Gate:
        groups = tuple(_word(group) for group in given["groups"])
        return types.Gate(kind=types.GateKind(given["kind"]), groups=groups)


class SelectionScaleInput(graphene.InputObjectType):
    """Points by a measure, in a straight line between two ends, each 0 to 100000 basis points."""

    none_at = Given(graphene.Int, "The measure that gets no points.", required=True)
    full_at = Given(graphene.Int, "The measure that gets all points.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> types.Scale:
        return types.Scale(**given)


class SelectionCriterionInput(graphene.InputObjectType):
    """What is valued."""

    kind = Given(SelectionCriterionKind, "What.", required=True)
    maximum = Given(graphene.Int, "Points at most, 1 to 100.", required=True)
    weight = Given(graphene.Int, "Its weight; all weights sum to 100.", required=True)
    scale = Given(SelectionScaleInput, "How it is measured; left out, two people score it.")

    @staticmethod
    def value(given: dict[str, Any]) -> types.Criterion:
        return types.Criterion(**{**given, "kind": types.CriterionKind(given["kind"])})


class SelectionQuotaOfInput(graphene.InputObjectType):
    """Whose quota: exactly one of these."""

    one_of = True

    region = Given(graphene.String, "Code of a region, such as `MA-08`.")
    group = Given(CooperativeGroup, "A group.")

    @staticmethod
    def value(given: dict[str, Any]) -> tuple[types.Dimension, str]:
        [(name, value)] = given.items()
        return types.Dimension(name), value if name == "region" else _word(value)


class SelectionQuotaInput(graphene.InputObjectType):
    """How many places at least, and at most, go to a region or a group."""

    of = Given(SelectionQuotaOfInput, "Whose.", required=True)
    floor = Given(graphene.Int, "Places at least.", required=True)
    ceiling = Given(graphene.Int, "Places at most; left out, there is no limit.")

    @staticmethod
    def value(given: dict[str, Any]) -> types.Quota:
        dimension, value = given["of"]
        ceiling = given.get("ceiling")
        return types.Quota(dimension=dimension, value=value, floor=given["floor"], ceiling=ceiling)


class SelectionTermsInput(graphene.InputObjectType):
    """What a grid says. The order of the criteria breaks ties, that of the quotas says which floor comes
    first where not all can be reached.
    """

    gates = Given(SelectionGateInput, "What a cooperative must have.", many=True, required=True)
    criteria = Given(SelectionCriterionInput, "What is valued.", many=True, required=True)
    quotas = Given(SelectionQuotaInput, "Quotas, up to 60.", many=True, required=True)
    gap = Given(
        graphene.Int,
        "By how many basis points of a maximum two scores may differ before a third person decides.",
        required=True,
    )
    pass_mark = Given(graphene.Int, "The least total that is taken at all, 0 to 100.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> types.GridTerms:
        lists = {name: tuple(given[name]) for name in ("gates", "criteria", "quotas")}
        return types.GridTerms(**{**given, **lists})


class SelectionPriceInput(graphene.InputObjectType):
    """What a cooperative asks for a pack; compared with approved products of others in the category."""

    category_code = Given(graphene.String, "Code of the category, a leaf.", required=True)
    price = Given(MoneyInput, "The price of the pack.", required=True)
    unit = Given(Unit, "What the content counts.", required=True)
    content = Given(graphene.Int, "How much the pack holds.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> types.PriceAsked:
        price = given.pop("price")
        return types.PriceAsked(**given, price_minor=price.minor)


class SelectionPointsInput(graphene.InputObjectType):
    """Points for a criterion."""

    criterion = Given(SelectionCriterionKind, "Which.", required=True)
    points = Given(graphene.Int, "How many, 0 to its maximum.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> tuple[types.CriterionKind, int]:
        return types.CriterionKind(given["criterion"]), given["points"]


def by_criterion(points: list[tuple[types.CriterionKind, int]]) -> dict[types.CriterionKind, int]:
    """Points by criterion. Raises InvalidValue where one stands there twice."""
    found = dict(points)
    if len(found) != len(points):
        raise InvalidValue(path=("points",), field="points", reason="a criterion stands there twice")
    return found


def _word(group: Any) -> str:
    return str(getattr(group, "value", group))
