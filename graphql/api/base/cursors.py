"""Cursors: the sort values of a row and its primary key, so that a page continues where the last one
ended, whatever was inserted in between. They name their ordering, and are refused under another."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q

from api.base.errors import BadUserInput

MAX_LENGTH = 2_000
SORT_VALUE = "sort_value"
"""The attribute of a row that holds its sort value where that is another row's column."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """Rows sorted by one column, then by primary key, both in the same direction. The column is never
    null; it may be that of a row to which foreign keys lead, such as `product__sort_fr`.
    """

    name: str
    column: str
    descending: bool = False

    @property
    def brought(self) -> dict[str, F]:
        """For `annotate`: the sort value that a row must bring along, where it is not its own."""
        return {SORT_VALUE: F(self.column)} if "__" in self.column else {}

    def value_of(self, row: Model) -> Any:
        """The sort value of a row."""
        if self.column == "pk":
            return None
        return getattr(row, SORT_VALUE if "__" in self.column else self.column)

    def terms(self, *, backwards: bool = False) -> tuple[str, ...]:
        """For `order_by`, in this direction or against it."""
        sign = "-" if self.descending != backwards else ""
        return (f"{sign}pk",) if self.column == "pk" else (f"{sign}{self.column}", f"{sign}pk")

    def beyond(self, key: tuple[Any, Any], *, backwards: bool = False) -> Q:
        """Rows after the one with this (sort value, primary key), or before it."""
        value, pk = key
        comparison = "lt" if self.descending != backwards else "gt"
        if self.column == "pk":
            return Q(**{f"pk__{comparison}": pk})
        # The first condition says nothing new, but it is the one an index can start from.
        return Q(**{f"{self.column}__{comparison}e": value}) & (
            Q(**{f"{self.column}__{comparison}": value}) | Q(**{f"pk__{comparison}": pk})
        )


def encode(ordering: Ordering, row: Model) -> str:
    """The cursor of a row."""
    return encode_key(ordering, ordering.value_of(row), row.pk)


def encode_key(ordering: Ordering, value: Any, pk: Any) -> str:
    """The cursor of the row with this sort value and this primary key."""
    return urlsafe_b64encode(orjson.dumps([_signature(ordering), value, pk])).decode().rstrip("=")


def decode(cursor: str, ordering: Ordering, model: type[Model]) -> tuple[Any, Any]:
    """The (sort value, primary key) in a cursor. Raises BadUserInput unless this ordering made it."""
    try:
        if len(cursor) > MAX_LENGTH:
            raise ValueError(cursor)
        signature, value, pk = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if signature != _signature(ordering):
            raise ValueError(signature)
        sorted_by = None if ordering.column == "pk" else _checked(column_at(model, ordering.column), value)
        return sorted_by, _checked(model._meta.pk, pk)
    except (ValueError, TypeError, ValidationError):
        raise BadUserInput(
            "This cursor does not belong to this list and ordering.", argument="cursor"
        ) from None


def _signature(ordering: Ordering) -> str:
    return f"{'-' if ordering.descending else ''}{ordering.name}"


def column_at(model: type[Model], path: str) -> Any:
    """The column at the end of a path over foreign keys."""
    *edges, name = path.split("__")
    for edge in edges:
        there: Any = model._meta.get_field(edge)
        model = there.related_model
    return model._meta.get_field(name)


def _checked(column: Any, value: Any) -> Any:
    if (
        not isinstance(value, str | int)
        or (isinstance(value, int) and abs(value) >= 2**63)
        or "\0" in str(value)
    ):
        raise ValueError(value)
    read = column.to_python(value)
    # Written as `encode` writes it, and in UTC: what PostgreSQL cannot read is no cursor of ours.
    if orjson.dumps(read) != orjson.dumps(value) or (
        isinstance(read, datetime) and read.utcoffset() != timedelta(0)
    ):
        raise ValueError(value)
    return read
