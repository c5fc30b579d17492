"""What an operation asks of a type's rows, read from its selection before anything is loaded.

A shape is a tree: per foreign key the shape of the row it leads to, per nested connection the span that
was asked for. The same connection under two aliases is two spans, so they are kept by their place in the
response (`slot`). So is what a call of the domain answers for all rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLObjectType
from graphql.execution.collect_fields import collect_sub_fields
from graphql.execution.values import get_argument_values

from api.base.errors import ApiError
from api.base.fields import Calculated, Field
from api.base.keys import Key
from api.base.loaded import Loaded, slot
from api.base.nodes import Edge, Node
from api.base.pages import ListField, Span
from api.base.permissions import permits

Place = tuple[str, ...]


@dataclass(slots=True)
class Nested:
    """A nested connection that was asked for; `span` is the error of arguments that make no sense."""

    connection: ListField
    span: Span | ApiError
    shape: "Shape"
    wants_rows: bool
    wants_total: bool


@dataclass(slots=True)
class Shape:
    """What is asked of the rows of one type."""

    node: type[Node]
    key: Key | None = None
    """How the row above leads to this one, where it does so by an edge."""
    joined: bool = False
    """Whether a join may bring these rows along: where every viewer sees all of them, and nothing is
    calculated with them.
    """
    calculated: dict[str, Any] = field(default_factory=dict)
    edges: dict[str, "Shape"] = field(default_factory=dict)
    pages: dict[str, Nested] = field(default_factory=dict)
    loaded: dict[str, tuple[Loaded, Mapping[str, Any]]] = field(default_factory=dict)

    def joins(self, prefix: str = "") -> Iterator[str]:
        """The paths of foreign keys for `select_related`."""
        for column, target in self.edges.items():
            if target.joined:
                yield prefix + column
                yield from target.joins(f"{prefix}{column}__")


def shape_of(info: Any, node: type[Node]) -> Shape:
    """What the selection under the current field, which is a node of this type, asks of it."""
    shape = Shape(node)
    _Reader(info).read_node(shape, info.field_nodes, _place(info))
    return shape


def page_shape_of(info: Any, connection: ListField) -> tuple[Shape, bool, bool]:
    """The same for a connection: of its nodes, and whether rows and total are wanted."""
    shape = Shape(connection.node)
    rows, total = _Reader(info).read_page(shape, info.field_nodes, _place(info))
    return shape, rows, total


def _place(info: Any) -> Place:
    return tuple(part for part in info.path.as_list() if isinstance(part, str))


class _Reader:
    """Walks the selection of one field, as graphql-core will walk it later."""

    def __init__(self, info: Any) -> None:
        self.info = info

    def read_node(self, shape: Shape, nodes: list[FieldNode], place: Place) -> None:
        type_ = self.info.schema.type_map[shape.node._meta.name]
        for key, selected in self._fields(type_, nodes):
            definition = type_.fields.get(selected[0].name.value)
            declared = definition.extensions.get("declared") if definition else None
            if not isinstance(declared, Field) or not permits(
                self.info.context.viewer, *declared.requirements()
            ):
                continue
            if isinstance(declared, Calculated):
                shape.calculated[declared.attribute] = declared.expression
                shape.joined = False
            elif isinstance(declared, Edge):
                target = shape.edges.setdefault(declared.column, self._edge(declared))
                self.read_node(target, selected, (*place, key))
            elif isinstance(declared, Loaded):
                self._read_loaded(shape, declared, definition, selected, (*place, key))
            elif isinstance(declared, ListField):
                self._read_nested(shape, declared, definition, selected, (*place, key))

    def _read_loaded(
        self, shape: Shape, declared: Loaded, definition: Any, selected: list[FieldNode], place: Place
    ) -> None:
        try:
            given = get_argument_values(definition, selected[0], self.info.variable_values)
        except GraphQLError:
            return  # the executor meets the same error and reports it
        shape.loaded[slot(place)] = (declared, given)

    def _edge(self, edge: Edge) -> Shape:
        every = not edge.node.visible(self.info.context.viewer)
        return Shape(edge.node, edge.key, joined=every and edge.key.joins)

    def _read_nested(
        self, shape: Shape, connection: ListField, definition: Any, selected: list[FieldNode], place: Place
    ) -> None:
        try:
            given = get_argument_values(definition, selected[0], self.info.variable_values)
            span: Span | ApiError = connection.span(given, self.info.context)
        except ApiError as error:
            span = error
        except GraphQLError:
            return  # the executor meets the same error and reports it
        inner = Shape(connection.node)
        rows, total = self.read_page(inner, selected, place)
        shape.pages[slot(place)] = Nested(connection, span, inner, rows, total)

    def read_page(self, shape: Shape, nodes: list[FieldNode], place: Place) -> tuple[bool, bool]:
        """Read a connection's selection into the shape of its nodes; whether rows and total are wanted."""
        name = shape.node._meta.name
        rows = total = False
        for key, selected in self._fields(self.info.schema.type_map[f"{name}Connection"], nodes):
            match selected[0].name.value:
                case "nodes":
                    rows = True
                    self.read_node(shape, selected, (*place, key))
                case "edges":
                    rows = True
                    for inner_key, inner in self._fields(self.info.schema.type_map[f"{name}Edge"], selected):
                        if inner[0].name.value == "node":
                            self.read_node(shape, inner, (*place, key, inner_key))
                case "pageInfo":
                    rows = True
                case "totalCount":
                    total = True
        return rows, total

    def _fields(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Any:
        info = self.info
        return collect_sub_fields(info.schema, info.fragments, info.variable_values, type_, nodes).items()
