"""Filters of connections: input types whose fields say which column they compare and how.

Every comparison has operators: `eq`, `oneOf` (an empty list matches nothing), `isNull`, and `range` where
values have an order. Fields given together must all hold. What is null is as if left out: so clients send
variables that nobody filled in.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias

import graphene
from django.db.models import Q
from graphene.types.utils import get_type

from api.base.inputs import IdOf

Among: TypeAlias = Callable[[Q], Q]


def _itself(condition: Q) -> Q:
    return condition


class Condition(graphene.InputField):
    """A comparison of one column (or a path to one) with values of `type_`, a scalar or an enum.

    Where the column is one of many rows that lead to the row asked for, `among` makes of a condition on
    them one on it.
    """

    def __init__(
        self, type_: Any, description: str, column: str, *, ranged: bool = False, among: Among = _itself
    ) -> None:
        self.column, self.among = column, among
        super().__init__(operators_of(type_, ranged=ranged), description=description)

    def where(self, given: dict[str, Any]) -> Q:
        """The condition that the given operators make together."""
        found = Q()
        for operator, value in given.items():
            if value is not None:
                found &= _OPERATORS[operator](self.column, value)
        return self.among(found) if found else found


class Related(Condition):
    """A comparison of a foreign key with global ids of the type it leads to."""

    def __init__(self, node: Any, description: str, column: str, *, among: Among = _itself) -> None:
        self.column, self.among = column, among
        self._node = node
        graphene.InputField.__init__(self, _id_operators(node), description=description)

    @property
    def node(self) -> Any:
        """The type that the key leads to."""
        return get_type(self._node)


class Flag(graphene.InputField):
    """Yes or no: rows that meet a condition, or those that do not."""

    def __init__(self, description: str, condition: Q) -> None:
        self.where: Callable[[bool], Q] = lambda wanted: condition if wanted else ~condition
        super().__init__(graphene.Boolean, description=description)


class Choice(graphene.InputField):
    """One of an enum's values, each of which stands for a condition; conditions are by value."""

    def __init__(self, type_: Any, description: str, conditions: Mapping[str, Q]) -> None:
        self.conditions = conditions
        super().__init__(type_, description=description)

    def where(self, chosen: Any) -> Q:
        """The condition that was chosen."""
        return self.conditions[getattr(chosen, "value", chosen)]


class Search(graphene.InputField):
    """Free text; `matching` is the domain's own idea of what a text finds: the words of the column `words`,
    or what a barcode stands for.
    """

    def __init__(self, description: str, matching: Callable[[str], Q], *, words: str) -> None:
        self.where: Callable[[str], Q] = matching
        self.words = words
        super().__init__(graphene.String, description=description)


class Filter(graphene.InputObjectType):
    """A filter: a docstring, and fields that are `Condition`, `Related`, `Flag`, `Choice` or
    `Search`."""

    class Meta:
        abstract = True

    @classmethod
    def where(cls, given: dict[str, Any] | None) -> Q:
        """The condition that everything given makes together."""
        found = Q()
        for name, value in (given or {}).items():
            if value is not None:
                found &= cls._meta.fields[name].where(value)
        return found


def _range(column: str, given: dict[str, Any]) -> Q:
    return Q(**{f"{column}__{bound}": value for bound, value in given.items() if value is not None})


def _one_of(column: str, values: Any) -> Q:
    if (
        isinstance(values, list) and not values
    ):  # of which Django would make no statement at all, and nobody could compile that
        return Q(pk__isnull=True)
    return Q(**{f"{column}__in": values})


_OPERATORS: dict[str, Callable[[str, Any], Q]] = {
    "eq": lambda column, value: Q(**{column: value}),
    "one_of": _one_of,
    "is_null": lambda column, value: Q(**{f"{column}__isnull": value}),
    "range": _range,
}


@cache
def operators_of(type_: Any, *, ranged: bool = False) -> Any:
    """The input type with the operators for values of a scalar or an enum."""
    name = type_._meta.name
    fields = {
        "eq": graphene.InputField(type_, description="Equal to this."),
        "one_of": graphene.InputField(
            graphene.List(graphene.NonNull(type_)), description="One of these; an empty list matches nothing."
        ),
        "is_null": graphene.InputField(graphene.Boolean, description="Whether there is no value."),
    }
    if ranged:
        fields["range"] = graphene.InputField(_range_of(type_), description="Within these bounds.")
    kind = "RangeFilter" if ranged else "Filter"
    return _input_type(f"{name}{kind}", f"Compares with values of `{name}`.", fields)


@cache
def _range_of(type_: Any) -> Any:
    name = type_._meta.name
    return _input_type(
        f"{name}Range",
        f"Bounds of `{name}`; one left out is open.",
        {
            "gte": graphene.InputField(type_, description="From this on, this included."),
            "lt": graphene.InputField(type_, description="Up to this, this excluded."),
        },
    )


@cache
def _id_operators(node: Any) -> Any:
    name = node if isinstance(node, str) else node.__name__
    name = name.rsplit(".", 1)[-1]
    return _input_type(
        f"{name}IdFilter",
        f"Compares with global ids of `{name}`.",
        {
            "eq": IdOf(node, "This one."),
            "one_of": IdOf(node, "One of these; an empty list matches nothing.", many=True),
            "is_null": graphene.InputField(graphene.Boolean, description="Whether there is none."),
        },
    )


def _input_type(name: str, description: str, fields: dict[str, Any]) -> Any:
    meta = type("Meta", (), {"description": description})
    return type(name, (graphene.InputObjectType,), {**fields, "Meta": meta})
