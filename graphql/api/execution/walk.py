"""The walk over one operation's selections, as graphql-core will walk them, and what is gathered on it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLError, OperationDefinitionNode
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.values import get_argument_values

from api.base import allowance
from api.base.cost import Price
from api.base.cursors import Ordering
from api.execution.parameters import Parameter, Unplannable
from api.execution.texts import POINT, Text
from api.execution.viewers import SymbolicContext

Write = Callable[[str, list[FieldNode], Price | None], Any]
"""Writes the field with this name and these nodes in the document, at this price."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A field that is selected of the row at a path (`product__`) of the row that is being read."""

    type: Any
    definition: Any
    nodes: list[FieldNode]
    price: Price | None
    path: str

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.type.name}.{self.nodes[0].name.value}"

    @property
    def declared(self) -> Any:
        return self.definition.extensions.get("declared")

    @property
    def model(self) -> Any:
        return self.type.graphene_type._meta.model


@dataclass(frozen=True, slots=True)
class Hole:
    """What Python makes of columns of a row: by the field's own reader, on an object that holds them."""

    spot: Spot
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CursorHole:
    """The cursor of a row under an ordering."""

    ordering: Ordering
    columns: Mapping[str, Any]


@dataclass(slots=True)
class Walk:
    """An operation with symbolic variables, for a symbolic viewer who reads `language`. `times` is how often
    what is walked now may be answered, `answered` how many rows of lists may be.
    """

    schema: Any
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: dict[str, Any]
    viewer: Any
    language: str
    holes: list[Hole | CursorHole] = field(default_factory=list)
    given: list[Parameter] = field(default_factory=list)
    """Ids and cursors of lists, which are refused where they are none, whatever is selected."""
    planned_anew: bool = False
    """Whether its values decide how PostgreSQL answers best."""
    fragments: dict[str, FragmentDefinitionNode] = field(init=False)
    times: int = 1
    answered: int = 0

    def __post_init__(self) -> None:
        definitions = self.document.definitions
        self.fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}

    @property
    def context(self) -> Any:
        """Stands for the context of every request."""
        return SymbolicContext(self.viewer)

    def fields(self, type_: Any, nodes: list[FieldNode] | None) -> dict[str, list[FieldNode]]:
        """What is selected below a field of this type, or on the root, by name in the response."""
        known = self.schema, self.fragments, self.variables
        if nodes is None:
            return collect_fields(*known, type_, self.operation.selection_set)
        return collect_sub_fields(*known, type_, nodes)

    def arguments(self, definition: Any, node: FieldNode) -> dict[str, Any]:
        """What a field is given, with parameters in it. Raises Unplannable."""
        try:
            return get_argument_values(definition, node, self.variables)
        except GraphQLError as error:
            raise Unplannable(error.message) from None

    def object(self, type_: Any, nodes: list[FieldNode] | None, price: Price | None, write: Write) -> Text:
        """A JSON object with what is selected of a type, and the points that it costs."""
        pieces: list[Any] = [points(price), "{"]
        for key, selected in self.fields(type_, nodes).items():
            name = selected[0].name.value
            own = price.below.get(key) if price is not None else None
            value = f'"{type_.name}"' if name == "__typename" else write(name, selected, own)
            pieces += ["," if len(pieces) > 2 else "", f'"{key}":', value]
        return Text(*pieces, "}")

    @contextmanager
    def each_of(self, size: int) -> Iterator[None]:
        """While what stands in a list of this size is walked. Raises Unplannable where more rows might be
        answered than one request may ask for: the ordinary executor counts them.
        """
        self.times *= size
        self.answered += self.times
        if self.answered > allowance.MAX_ROWS:
            raise Unplannable(f"it may answer {self.answered} rows")
        yield
        self.times //= size


def points(price: Price | None) -> str:
    """What something costs each time that it is answered, as signs in the text."""
    return POINT * (price.own if price is not None else 0)
