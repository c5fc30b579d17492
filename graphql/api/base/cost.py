"""What an operation costs, in points: how much it may answer, and how much it did.

An object costs one point, a scalar nothing, a total and a mutation more; what a list may hold counts as often
as its page has rows. A plan is made once for each operation of a document; with a request's variables it
gives the points before execution, with the answer those that were spent. Both are linear in what they read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLSchema,
    IntValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.utilities.type_info import get_field_def

from api.base.fields import Field
from api.base.introspection import Introspection, Place
from api.base.limits import MOST_ROWS
from api.base.pages import DEFAULT_PAGE, MAX_PAGE, ListField

REQUEST = 1
OBJECT = 1
TOTAL = 5
MUTATION = 10
# Lists that are no connections are short: the parts of a fee, the reasons of a refusal.
SHORT_LIST = 5

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PageSize:
    """The rows that a connection's page may have: `first` or `last` as written, or as a variable says."""

    given: tuple[ValueNode | None, ...]
    defaults: Mapping[str, ValueNode | None]

    def rows(self, variables: Variables) -> int:
        """At most so many; what is no page size at all counts as the largest, and is refused elsewhere."""
        asked = [size for node in self.given if (size := self._read(node, variables)) is not None]
        return max((min(max(size, 1), MAX_PAGE) for size in asked), default=DEFAULT_PAGE)

    def _read(self, node: ValueNode | None, variables: Variables) -> int | None:
        if isinstance(node, VariableNode):
            name = node.name.value
            if name not in variables:
                return self._read(self.defaults.get(name), {})
            value = variables[name]
            return None if value is None else value if type(value) is int else MAX_PAGE
        if node is None or isinstance(node, NullValueNode):
            return None
        return int(node.value) if isinstance(node, IntValueNode) else MAX_PAGE


@dataclass(frozen=True, slots=True)
class RowsGiven:
    """The rows that a list mutation is given: each is a mutation, and may have its result."""

    given: ValueNode | None
    defaults: Mapping[str, ValueNode | None]

    def rows(self, variables: Variables) -> int:
        """So many, and at most as many as may be given; more are refused elsewhere."""
        rows = self._of_input(self.given, variables)
        return min(max(len(rows), 1), MOST_ROWS) if isinstance(rows, list | tuple) else 1

    def _of_input(self, node: ValueNode | None, variables: Variables) -> Any:
        if isinstance(node, VariableNode):
            given = variables.get(node.name.value)
            return given.get("rows") if isinstance(given, Mapping) else None
        for one in node.fields if isinstance(node, ObjectValueNode) else ():
            if one.name.value == "rows":
                named = one.value.name.value if isinstance(one.value, VariableNode) else None
                return variables.get(named) if named else getattr(one.value, "values", None)
        return None


@dataclass(slots=True)
class Price:
    """What one field of an answer costs each time it is answered; `times` is how long its list may be."""

    own: int
    times: float | PageSize | RowsGiven = 1
    always: bool = False
    """Whether it costs also when it answers null: a mutation has done its work."""
    below: "Prices" = field(default_factory=dict)
    each: RowsGiven | None = None
    """The rows of which each is a mutation more."""

    def most(self, variables: Variables) -> float:
        times = self.times if isinstance(self.times, int | float) else self.times.rows(variables)
        below = sum(price.most(variables) for price in self.below.values())
        return times * (self._work(variables) + below)

    def spent(self, value: Any, variables: Variables) -> int:
        if value is None:
            return self._work(variables) if self.always else 0
        if isinstance(value, list):
            return sum(self.spent(one, variables) for one in value)
        return self._work(variables) + _spent(self.below, value, variables)

    def _work(self, variables: Variables) -> int:
        return self.own + (MUTATION * (self.each.rows(variables) - 1) if self.each else 0)


Prices = dict[str, Price]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one operation costs."""

    prices: Prices
    fixed: int | None = None
    """The most that it may cost, where no variable decides it."""

    def requested(self, variables: Variables) -> int:
        """The most that it may cost with these variables."""
        if self.fixed is not None:
            return self.fixed
        return self.most(variables)

    def most(self, variables: Variables) -> int:
        """The same, counted anew."""
        return REQUEST + ceil(sum(price.most(variables) for price in self.prices.values()))

    def actual(self, data: Mapping[str, Any] | None, variables: Variables) -> int:
        """What the answer did cost."""
        return REQUEST + (_spent(self.prices, data, variables) if data is not None else 0)


def _spent(prices: Prices, value: Any, variables: Variables) -> int:
    return sum(price.spent(value.get(key), variables) for key, price in prices.items())


def plans(schema: GraphQLSchema, document: DocumentNode) -> dict[str | None, Plan]:
    """The plan of each operation of a valid document, by its name."""
    return {
        d.name.value if d.name else None: _plan(_Planner(schema, document, d).prices(), d)
        for d in document.definitions
        if isinstance(d, OperationDefinitionNode)
    }


def _plan(prices: Prices, operation: OperationDefinitionNode) -> Plan:
    plan = Plan(prices)
    return plan if operation.variable_definitions else Plan(prices, fixed=plan.most({}))


class _Where(NamedTuple):
    """What lies above a selection: the page of a connection, the place in an introspection, a list mutation's
    rows, or the root.
    """

    page: PageSize | None = None
    place: Place = Place()
    root: bool = False
    rows: RowsGiven | None = None


class _Planner:
    """Walks one operation as it will be executed: the same field in several places is one field."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._schema = schema
        self._introspection = Introspection.of(schema)
        self._fragments = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._operation = operation
        self._defaults = {v.variable.name.value: v.default_value for v in operation.variable_definitions}
        self._writes = operation.operation is OperationType.MUTATION

    def prices(self) -> Prices:
        root = self._schema.get_root_type(self._operation.operation)
        assert root is not None, "the document is valid"
        return self._prices(root, [self._operation.selection_set], _Where(root=True))

    def _prices(self, parent: Any, selections: list[SelectionSetNode], where: _Where) -> Prices:
        """Prices of what is selected on a type, by names in the response."""
        found: dict[str, dict[str, tuple[Any, list[FieldNode]]]] = defaultdict(dict)
        for type_, node in self._fields(parent, selections, set()):
            key = node.alias.value if node.alias else node.name.value
            found[key].setdefault(type_.name, (type_, []))[1].append(node)
        prices: Prices = {}
        for key, by_type in found.items():
            for type_, nodes in by_type.values():
                price = self._price(type_, nodes, where)
                if price is not None:
                    prices[key] = _either(prices[key], price) if key in prices else price
        return prices

    def _fields(
        self, parent: Any, selections: list[SelectionSetNode], spread: set[tuple[str, str]]
    ) -> Iterator[tuple[Any, FieldNode]]:
        """The fields of these selections with the types that they are of, through fragments."""
        for node in (node for each in selections for node in each.selections):
            if isinstance(node, FieldNode):
                yield parent, node
                continue
            inner: Any = node
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if (parent.name, name) in spread:
                    continue
                spread.add((parent.name, name))
                inner = self._fragments[name]
            condition = inner.type_condition
            type_ = self._schema.type_map[condition.name.value] if condition else parent
            yield from self._fields(type_, [inner.selection_set], spread)

    def _price(self, parent: Any, nodes: list[FieldNode], where: _Where) -> Price | None:
        """What a field costs, and what is below it; None for nothing."""
        name = nodes[0].name.value
        definition = get_field_def(self._schema, parent, nodes[0])
        assert definition is not None, "the document is valid"
        target: Any = get_named_type(definition.type)
        if is_leaf_type(target):
            return Price(TOTAL) if where.page is not None and name == "totalCount" else None
        declared = definition.extensions.get("declared")
        own, writes = OBJECT, where.root and self._writes
        times: float | PageSize | RowsGiven = 1
        each = None
        below = _Where()
        if target.name.startswith("__"):
            times, place = self._introspection.times(name, where.place)
            below = _Where(place=place)
        elif writes:
            own += MUTATION
            each = _rows(nodes[0], definition, self._defaults)
            below = _Where(rows=each)
        elif where.rows is not None and name == "results":
            times = where.rows
        else:
            own += declared.cost if isinstance(declared, Field) else 0
            times = _times(definition, name, where.page)
            if isinstance(declared, ListField) and not _is_list(definition):
                below = _Where(page=_page(nodes[0], self._defaults))
        selections = [each.selection_set for each in nodes if each.selection_set]
        return Price(own, times, writes, self._prices(target, selections, below), each)


def _either(one: Price, other: Price) -> Price:
    """Fields of two types behind one interface that answer under one name, one of them at a time."""
    below = dict(one.below)
    for key, price in other.below.items():
        below[key] = _either(below[key], price) if key in below else price
    times = one.times if one.times == other.times else MAX_PAGE
    return Price(max(one.own, other.own), times, one.always, below, one.each)


def _page(node: FieldNode, defaults: Mapping[str, ValueNode | None]) -> PageSize:
    given = {argument.name.value: argument.value for argument in node.arguments}
    return PageSize((given.get("first"), given.get("last")), defaults)


def _rows(
    node: FieldNode, definition: GraphQLField, defaults: Mapping[str, ValueNode | None]
) -> RowsGiven | None:
    """The rows that a list mutation is given; None for a mutation of one row."""
    takes: Any = get_named_type(definition.args["input"].type) if "input" in definition.args else None
    rows = getattr(takes, "fields", {}).get("rows")
    if rows is None or "errorPolicy" not in takes.fields:
        return None
    given = {argument.name.value: argument.value for argument in node.arguments}
    return RowsGiven(given.get("input"), defaults)


def _times(definition: GraphQLField, name: str, page: PageSize | None) -> float | PageSize:
    if not _is_list(definition):
        return 1
    if page is not None and name in ("nodes", "edges"):
        return page
    return 1 if name == "errors" else SHORT_LIST


def _is_list(definition: GraphQLField) -> bool:
    type_: Any = definition.type
    return is_list_type(get_nullable_type(type_))
