"""Parts of lists: in which order, from which end, between which cursors; and the page that comes of it."""

from dataclasses import dataclass, field
from typing import Any

import graphene
from django.db.models import Model, Q

from api.base import cursors
from api.base.cursors import Ordering
from api.base.enums import enum_of
from api.base.errors import BadUserInput, LimitExceeded
from api.base.filters import Filter
from api.base.inputs import decoded
from api.base.nodes import ToNode
from api.context import Context

DEFAULT_PAGE = 50
MAX_PAGE = 100

OrderDirection = enum_of(
    "OrderDirection",
    "Which way a list is sorted.",
    {
        "ASC": "From the smallest, the first letter, the oldest.",
        "DESC": "From the largest, the last letter, the newest.",
    },
)


@dataclass(frozen=True, slots=True)
class By:
    """One way to sort: the column or the path to one, which is never null, and its description."""

    column: str
    description: str


class Orders:
    """The ways in which a list of `name` may be sorted; the first is the default, ascending unless told
    otherwise.
    """

    def __init__(self, name: str, *, descending: bool = False, **ways: By) -> None:
        self.ways = ways
        self.default = Ordering(next(iter(ways)), next(iter(ways.values())).column, descending)
        keys = enum_of(
            f"{name}OrderField",
            f"What `{name}` may be sorted by.",
            {key: way.description for key, way in ways.items()},
        )
        meta = type("Meta", (), {"description": f"How a list of `{name}` is sorted."})
        self.input_type: Any = type(
            f"{name}Order",
            (graphene.InputObjectType,),
            {
                "field": graphene.InputField(keys, required=True, description="What to sort by."),
                "direction": graphene.InputField(
                    OrderDirection, required=True, default_value="ASC", description="Which way."
                ),
                "Meta": meta,
            },
        )

    def ordering(self, given: dict[str, Any] | None) -> Ordering:
        """What was asked for, or the default."""
        if given is None:
            return self.default
        name = _word(given["field"])
        return Ordering(name, self.ways[name].column, _word(given["direction"]) == "DESC")


def _word(value: Any) -> str:
    return str(getattr(value, "value", value))


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a list that was asked for: how many rows from which end, between which two, of which
    ones.
    """

    ordering: Ordering
    size: int
    backwards: bool
    after: tuple[Any, Any] | None
    before: tuple[Any, Any] | None
    where: Q

    def between(self) -> Q:
        """The condition that the cursors make."""
        found = Q()
        if self.after is not None:
            found &= self.ordering.beyond(self.after)
        if self.before is not None:
            found &= self.ordering.beyond(self.before, backwards=True)
        return found

    def terms(self) -> tuple[str, ...]:
        """For `order_by`: from the end that was asked for."""
        return self.ordering.terms(backwards=self.backwards)

    def page(self, fetched: list[Any], total: int | None) -> "Page":
        """The page, from rows in the order of `terms`, at most one more than its size."""
        kept, more = fetched[: self.size], len(fetched) > self.size
        if self.backwards:
            return Page(kept[::-1], self.ordering, self.before is not None, more, total)
        return Page(kept, self.ordering, more, self.after is not None, total)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, in its order, and what lies around them."""

    rows: list[Model]
    ordering: Ordering
    has_next: bool
    has_previous: bool
    total: int | None = field(default=None)

    def cursor(self, row: Model) -> str:
        return cursors.encode(self.ordering, row)


class ListField(ToNode):
    """A list of nodes: on a root type all that the viewer sees, on a node those whose `via` leads to it.

    `only` narrows the list for everybody. What serves it stands in `api.base.connections`.
    """

    def __init__(
        self,
        node: Any,
        type_: Any,
        description: str,
        *,
        orders: Orders,
        filters: type[Filter] | None = None,
        via: str = "",
        only: Q | None = None,
        **options: Any,
    ) -> None:
        self.orders, self.filters, self.via = orders, filters, via
        self.only = only if only is not None else Q()
        super().__init__(node, type_, description, args=_arguments(orders, filters), **options)

    def span(self, given: dict[str, Any], context: Context) -> Span:
        """What the arguments ask for. Raises ApiError for arguments that make no sense."""
        ordering = self.orders.ordering(given.get("order_by"))
        model = self.node._meta.model
        first, last = given.get("first"), given.get("last")
        if first is not None and last is not None:
            raise BadUserInput("Ask for `first` or for `last`, not for both.", argument="last")
        size = next((asked for asked in (first, last) if asked is not None), DEFAULT_PAGE)
        if size < 1:
            raise BadUserInput("A page has at least 1 row.", argument="last" if first is None else "first")
        if size > MAX_PAGE:
            raise LimitExceeded("page size", actual=size, maximum=MAX_PAGE)
        after, before = (
            None if given.get(name) is None else cursors.decode(given[name], ordering, model)
            for name in ("after", "before")
        )
        where = self.only
        if self.filters is not None:
            where &= self.filters.where(decoded(self.filters, given.get("filter"), context.market))
        return Span(ordering, size, last is not None, after, before, where)


def _arguments(orders: Orders, filters: type[Filter] | None) -> dict[str, Any]:
    found = {
        "first": graphene.Argument(
            graphene.Int,
            description=f"How many from the start, 1 to {MAX_PAGE}; {DEFAULT_PAGE} when nothing is said.",
        ),
        "after": graphene.Argument(graphene.String, description="Only what comes after this cursor."),
        "last": graphene.Argument(graphene.Int, description=f"How many from the end, 1 to {MAX_PAGE}."),
        "before": graphene.Argument(graphene.String, description="Only what comes before this cursor."),
        "order_by": graphene.Argument(
            orders.input_type, description=f"The order; {orders.default.name} when nothing is said."
        ),
    }
    if filters is not None:
        found["filter"] = graphene.Argument(filters, description="Only what meets all of this.")
    return found
