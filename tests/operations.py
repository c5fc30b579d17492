"""Random operations over the whole of a schema, as valid documents: aliases, fragments, directives,
variables, nulls, cursors, filters, ids of this market and of another, and some that lead nowhere.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from api.base.fields import Field
from api.base.nodes import Node
from api.base.pages import ListField
from api.base.permissions import permits
from api.base.roots import One, Where
from tenants.access import Actor

# Most root fields lead to rows. Python computes the others, of which there is nothing to compile: one in 25.
_COMPUTED = 0.04
_LOST, _FORBIDDEN = 0.04, 0.002


@dataclass(slots=True)
class Known:
    """What the books hold: global ids by type, cursors by root connection, and words."""

    ids: Mapping[str, Sequence[str]]
    cursors: Mapping[str, Sequence[str]]
    words: Sequence[str]


@dataclass(slots=True)
class Operation:
    """A document and its variables."""

    text: str
    variables: dict[str, Any]


@dataclass(slots=True)
class Maker:
    """Makes one operation, which mostly asks for what the viewer may read."""

    schema: GraphQLSchema
    known: Known
    viewer: Actor
    chance: random.Random
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    names: int = 0

    def operation(self) -> Operation:
        query: Any = self.schema.query_type
        selected = [self._root(query) for _ in range(self.chance.choice((1, 1, 1, 2)))]
        if self._now_and_then():
            selected.append("__typename")
        takes = ", ".join(f"${name}: {type_}" for name, (type_, _) in self.variables.items())
        head = f"query Asked{f'({takes})' if takes else ''}"
        text = " ".join([f"{head} {{ {' '.join(selected)} }}", *self.fragments])
        given = {name: value for name, (_, value) in self.variables.items() if value is not _LEFT_OUT}
        return Operation(text, given)

    def _root(self, query: GraphQLObjectType) -> str:
        computed = self.chance.random() < _COMPUTED
        names = [
            name
            for name, definition in query.fields.items()
            if self._leads_to_rows(name, definition) is not computed and self._may_read(definition)
        ]
        return self._field(query, self.chance.choice(names), depth=3, lone=True)

    def _leads_to_rows(self, name: str, definition: Any) -> bool:
        return name == "node" or isinstance(definition.extensions["declared"], ListField | One | Where)

    def _may_read(self, definition: Any) -> bool:
        declared = definition.extensions.get("declared")
        if not isinstance(declared, Field) or self.chance.random() < _FORBIDDEN:
            return True
        return permits(self.viewer, *declared.requirements())

    def _field(self, parent: GraphQLObjectType, name: str, *, depth: int, lone: bool = False) -> str:
        definition = parent.fields[name]
        target: Any = get_named_type(definition.type)
        alias = f"{self._name('a')}: " if lone or definition.args or self._now_and_then() else ""
        given = self._arguments(name, definition, target)
        text = f"{alias}{name}{given}{self._directive()}"
        return text if is_leaf_type(target) else f"{text} {{ {self._selection(target, depth=depth)} }}"

    def _selection(self, type_: Any, *, depth: int) -> str:
        if isinstance(type_, GraphQLInterfaceType):
            return self._of_interface(depth=depth)
        every = {
            name: get_named_type(definition.type)
            for name, definition in type_.fields.items()
            if not any(is_required_argument(argument) for argument in definition.args.values())
            and self._may_read(definition)
        }
        names = [name for name, target in every.items() if depth > 0 or self._is_flat(target)]
        wanted = self.chance.sample(names, min(len(names), self.chance.randint(1, 5)))
        if type_.name.endswith("Connection") and not {"nodes", "edges"} & set(wanted):
            wanted.append(self.chance.choice(("nodes", "edges")))
        parts = [self._field(type_, name, depth=depth - (not self._is_flat(every[name]))) for name in wanted]
        if self._now_and_then():
            parts.append("__typename")
        if len(parts) > 1 and self._now_and_then():
            parts = [*parts[1:], f"... on {type_.name}{self._directive()} {{ {parts[0]} }}"]
        if len(parts) > 1 and self._now_and_then():
            name = self._name("F")
            self.fragments.append(f"fragment {name} on {type_.name} {{ {parts[0]} }}")
            parts = [*parts[1:], f"...{name}"]
        return " ".join(parts or ["__typename"])

    def _is_flat(self, type_: Any) -> bool:
        """Whether it leads to no rows, or is the list that does: depth counts rows."""
        if is_leaf_type(type_) or type_.name == "PageInfo" or type_.name.endswith(("Edge", "Connection")):
            return is_leaf_type(type_) or type_.name == "PageInfo"
        made = getattr(type_, "graphene_type", None)
        if isinstance(made, type) and issubclass(made, Node):
            return False
        return all(is_leaf_type(get_named_type(one.type)) for one in type_.fields.values())

    def _of_interface(self, *, depth: int) -> str:
        names = self.chance.sample(sorted({*self.known.ids} - {"elsewhere"}), 3)
        inner = [
            f"... on {name} {{ {self._selection(self.schema.type_map[name], depth=1)} }}" for name in names
        ]
        return " ".join(["id", *inner])

    # -- arguments

    def _arguments(self, of: str, definition: Any, target: Any) -> str:
        given = []
        sizes = self.chance.choice((("first",), ("first",), ("last",), ()))
        for name, argument in definition.args.items():
            required = is_required_argument(argument)
            wanted = name in sizes if name in ("first", "last") else self.chance.random() < 0.3
            if name in ("after", "before"):
                wanted = of in self.known.cursors and self.chance.random() < 0.15
                target = of
            if required or wanted:
                value = self._argument(name, argument, target)
                if value is not None:
                    given.append(f"{name}: {value}")
        return f"({', '.join(given)})" if given else ""

    def _argument(self, name: str, argument: Any, target: Any) -> str | None:
        value = self._value(argument.type, name, target)
        if self.chance.random() < 0.5:
            variable = self._name("v")
            if not isinstance(argument.type, GraphQLNonNull) and self.chance.random() < 0.1:
                value = self.chance.choice((None, _LEFT_OUT))
            self.variables[variable] = (str(argument.type), value)
            return f"${variable}"
        return _written(value)

    def _value(self, type_: Any, name: str, target: Any, owner: Any = None) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._value(type_.of_type, name, target, owner)
        if isinstance(type_, GraphQLList):
            return [
                self._value(type_.of_type, name, target, owner)
                for _ in range(self.chance.choice((0, 1, 1, 2, 2, 3)))
            ]
        if isinstance(type_, GraphQLInputObjectType):
            return self._input(type_, target, owner)
        if isinstance(type_, GraphQLEnumType):
            return _Word(self.chance.choice(sorted(type_.values)))
        if type_.name == "ID":
            return self._id(type_, name, target, owner)
        if name in ("first", "last"):
            return self.chance.choice((1, 2, 3, 5, 50))
        if name in ("after", "before"):
            return self.chance.choice(self.known.cursors[target])
        return self._scalar(type_.name)

    def _input(self, type_: GraphQLInputObjectType, target: Any, owner: Any) -> dict[str, Any]:
        owner = type_.name if type_.name.endswith("IdFilter") else owner
        required = [name for name, one in type_.fields.items() if is_required_input_field(one)]
        others = [name for name in type_.fields if name not in required]
        count = min(len(others), self.chance.choice((1, 1, 2)))
        if getattr(type_, "is_one_of", False):
            required, count = [], 1
        return {
            name: self._value(type_.fields[name].type, name, target, owner)
            for name in [*required, *self.chance.sample(others, count)]
        }

    def _id(self, type_: Any, name: str, target: Any, owner: str | None) -> str:
        if self.chance.random() < _LOST:
            return self.chance.choice(("bm8", *self.known.ids["elsewhere"]))
        wanted = owner.removesuffix("IdFilter") if owner else target.name
        pool = self.known.ids.get(wanted) or [one for ids in self.known.ids.values() for one in ids]
        return self.chance.choice(pool)

    def _scalar(self, name: str) -> Any:
        chance = self.chance
        match name:
            case "Boolean":
                return chance.random() < 0.5
            case "Int" | "SafeInt":
                return chance.choice((0, 1, 2, 7, 100, 2500))
            case "Date":
                return f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            case "DateTime":
                return f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T10:00:00.5+01:00"
            case "UUID":
                return "01900000-0000-7000-8000-000000000000"
        return chance.choice(self.known.words)

    def _directive(self) -> str:
        if self.chance.random() > 0.05:
            return ""
        name, value = self.chance.choice(("skip", "include")), self.chance.random() < 0.5
        if self._now_and_then():
            variable = self._name("v")
            self.variables[variable] = ("Boolean!", value)
            return f" @{name}(if: ${variable})"
        return f" @{name}(if: {str(value).lower()})"

    def _name(self, letter: str) -> str:
        self.names += 1
        return f"{letter}{self.names}"

    def _now_and_then(self) -> bool:
        return self.chance.random() < 0.15


class _LeftOut:
    """A variable that is declared and not sent."""


_LEFT_OUT = _LeftOut()


class _Word(str):
    """A value of an enum, which stands without quotes in a document."""


def _written(value: Any) -> str:
    """A value as a document spells it."""
    if isinstance(value, _Word):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return (
        str(value) if isinstance(value, int) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
