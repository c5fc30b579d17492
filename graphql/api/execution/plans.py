"""Plans: an operation's statement and what finishes its answer, made once and kept for everybody.

A plan's key is the document's text, the operation, what of variables and viewer decides its shape,
and the language. It needs no market: a connection is one login, which finds its own tables first.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.sql import Query
from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import get_variable_values
from graphql.utilities import get_operation_ast

from api.base.cost import Plan as Costs
from api.base.documents import Documents
from api.base.errors import BadUserInput
from api.context import Context
from api.execution.parameters import Brought, Parameter, Unplannable, spelt, symbolic
from api.execution.planner import write_operation
from api.execution.viewers import Standing, SymbolicViewer
from api.execution.walk import Walk

_PLACE = re.compile(r"%[s%]")


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation of a valid document, what it costs, and its variables as they came."""

    text: str
    document: DocumentNode
    operation: OperationDefinitionNode
    costs: Costs
    raw: Mapping[str, Any]


def asked_in(documents: Documents, text: str, name: str | None, raw: Mapping[str, Any]) -> Asked:
    """What a request asks for. Raises ApiError and InvalidDocument."""
    prepared = documents.prepared(text)
    operation = get_operation_ast(prepared.document, name)
    if operation is None:
        raise BadUserInput("Name one of the document's operations in `operationName`.")
    return Asked(text, prepared.document, operation, prepared.plan(name), raw)


class Shape(NamedTuple):
    """The key of a plan."""

    text: str
    operation: str
    variables: Hashable
    standing: Standing
    language: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation as one SQL statement with one column and one row: the JSON of its data, unfinished; or
    that text itself, where it asks the database nothing.
    """

    sql: str
    values: tuple[Any, ...]
    walk: Walk
    text: bytes = b""

    def bind(self, brought: Brought) -> list[bytes | None]:
        """The statement's parameters for one request, as text. Raises ApiError for ids and cursors that are
        none.
        """
        for parameter in self.walk.given:
            parameter.read(brought)
        return list(spelt([one.read(brought) if isinstance(one, Parameter) else one for one in self.values]))


def make_plan(walk: Walk, costs: Costs) -> Plan:
    """The plan of an operation. Raises Unplannable with the reason why it has none."""
    text = write_operation(walk, costs)
    if not text.get_source_expressions():
        return Plan("", (), walk, "".join(text.pieces).encode())
    sql, params = Query(None).get_compiler(connection=connection).compile(text)
    numbered: OrderedDict[Any, int] = OrderedDict()
    places = iter(params)

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        value = next(places)
        key = value if isinstance(value, Parameter) else (type(value), value)
        return f"${numbered.setdefault(key, len(numbered) + 1)}"

    sql = _PLACE.sub(place, sql)
    values = tuple(key if isinstance(key, Parameter) else key[1] for key in numbered)
    return Plan(f"SELECT {sql}", values, walk)


class Plans:
    """The plans of one schema that are kept, least recently used first out, and the operations that have
    none.

    `most_variants` bounds how many shapes of one document are planned, so that a client that varies what
    decides the shape cannot make this process plan without end: further ones go the ordinary way.
    """

    def __init__(self, schema: GraphQLSchema, *, most: int = 2_000, most_variants: int = 30) -> None:
        self._schema, self._most, self._most_variants = schema, most, most_variants
        self._known: OrderedDict[Shape, Plan | Unplannable] = OrderedDict()
        self._variants: Counter[str] = Counter()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._known)

    def plan(self, asked: Asked, context: Context) -> tuple[Plan, Brought]:
        """The plan of an operation, and what this request brings to it. Raises Unplannable."""
        operation = asked.operation
        coerced = self._coerced(asked)
        variables, key = symbolic(self._schema, asked.text, operation, coerced)
        standing = Standing.of(context.viewer)
        name = operation.name.value if operation.name else ""
        shape = Shape(asked.text, name, key, standing, context.language)
        found = self._find(shape)
        if found is None:
            walk = Walk(
                self._schema,
                asked.document,
                operation,
                variables,
                SymbolicViewer(standing),
                context.language,
            )
            found = self._keep(shape, _planned(walk, asked.costs))
        if isinstance(found, Unplannable):
            raise found
        return found, Brought(coerced, asked.raw, context)

    def _coerced(self, asked: Asked) -> dict[str, Any]:
        definitions = asked.operation.variable_definitions
        if not definitions:
            return {}
        coerced = get_variable_values(self._schema, definitions, dict(asked.raw))
        if isinstance(coerced, list):
            raise Unplannable("a variable is not of its type")
        return coerced

    def _find(self, shape: Shape) -> Plan | Unplannable | None:
        with self._lock:
            found = self._known.get(shape)
            if found is not None:
                self._known.move_to_end(shape)
            elif self._variants[shape.text] >= self._most_variants:
                raise Unplannable("the document has too many shapes")
        return found

    def _keep(self, shape: Shape, made: Plan | Unplannable) -> Plan | Unplannable:
        with self._lock:
            if shape not in self._known:
                self._variants[shape.text] += 1
            self._known[shape] = made
            while len(self._known) > self._most:
                dropped, _ = self._known.popitem(last=False)
                self._variants[dropped.text] -= 1
                if not self._variants[dropped.text]:
                    del self._variants[dropped.text]
        return made


def _planned(walk: Walk, costs: Costs) -> Plan | Unplannable:
    try:
        return make_plan(walk, costs)
    except Unplannable as why:
        return why


@cache
def plans_of(schema: GraphQLSchema) -> Plans:
    """The plans of this process for a schema."""
    return Plans(schema)
