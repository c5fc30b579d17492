"""What several models of the registry and of other slices say in their columns and rights."""

from enum import StrEnum

from django.db.models import Q


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The words of an enum as the choices of a column."""
    return [(word.value, word.value) for word in words]


def one_of(column: str, words: type[StrEnum]) -> Q:
    """The condition that a column holds one of an enum's words."""
    return Q(**{f"{column}__in": [word.value for word in words]})


def takes_part(table: str) -> str:
    """The condition that a row's cooperative takes part in the market that asks, or once took part."""
    return (
        "EXISTS (SELECT 1 FROM public.registry_participation AS taking_part"
        f" WHERE taking_part.cooperative_id = {table}.cooperative_id"
        " AND taking_part.market_id = {schema})"
    )
