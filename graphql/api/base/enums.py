"""Enums of the domain as enums of the API, each value described."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

import graphene

from api.base.deprecation import Deprecated


def described_enum(
    words: type[Enum],
    /,
    name: str,
    description: str,
    *,
    deprecated: Mapping[str, Deprecated] = MappingProxyType({}),
    renamed: Mapping[str, Deprecated] = MappingProxyType({}),
    **values: str,
) -> Any:
    """The API's enum of a domain enum. `values` describes each member by its name; one left out is a
    TypeError. `deprecated` says of some that they are on their way out, `renamed` of former names (aliases of
    the domain's enum) that they are still taken, and never answered.
    """
    if set(values) | set(renamed) != set(words.__members__):
        raise TypeError(f"{name} describes {sorted(values)}, but has {sorted(words.__members__)}")

    def describe(member: Enum | None) -> str:
        return description if member is None else values[member.name]

    made: Any = type(
        name,
        (graphene.Enum,),
        {
            "Meta": type(
                "Meta",
                (),
                {
                    "enum": words,
                    "description": staticmethod(describe),
                    "deprecation_reason": staticmethod(lambda member: deprecated.get(member.name)),
                },
            )
        },
    )
    made.renamed = renamed
    return made


def enum_of(name: str, description: str, values: Mapping[str, str]) -> Any:
    """An enum that only the API knows, from names to descriptions."""
    words: Any = Enum(name, {value: value for value in values})  # type: ignore[misc]  # made of data
    return described_enum(words, name, description, deprecated={}, renamed={}, **values)
