"""The pages of one side: its contents, queries, mutations, types, inputs, values, errors, events, who may."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from html import escape
from threading import Lock
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    is_leaf_type,
)

from api import codes, permission_table, sdl
from api.base.cost import MUTATION, OBJECT, SHORT_LIST, TOTAL
from api.base.fields import Field
from api.base.lists import ListMutation
from api.base.mutations import ALWAYS, Mutation
from api.base.pages import DEFAULT_PAGE, MAX_PAGE, ListField
from api.events import reference as events
from api.events.kinds import HQ_EVENT_TYPES, MARKET_SIDE_EVENT_TYPES
from api.reference import markup
from api.reference.samples import sample
from kernel.errors import DomainError

_MENU = {
    "Contents": "index.html",
    "Queries": "queries.html",
    "Mutations": "mutations.html",
    "Types": "types.html",
    "Inputs": "inputs.html",
    "Values": "values.html",
    "Errors": "errors.html",
    "Events": "events.html",
    "Who may": "permissions.html",
    "SDL": "schema.graphql",
}
_TITLES = {"hq": "The API of headquarters", "market": "The API of a market"}
_INTRODUCTION = f"""\
Every field says what it requires, every mutation which refusals it answers and which events follow. `Who may`
shows the same by role.

Cost, in points: a request {OBJECT}, an object {OBJECT}, a mutation {MUTATION} more, `totalCount` {TOTAL}, a
scalar nothing. What a page may hold counts as often as it has rows (`first`, {DEFAULT_PAGE} where nothing is
said and {MAX_PAGE} at most), and {SHORT_LIST} times in other lists. The points that an example may cost at
most stand beside it; every answer says in `extensions.cost` what it did cost.
"""

_NAMED = re.compile(r"`([^`]+)`")
MEDIA_TYPES = {".html": "text/html; charset=utf-8", ".graphql": "text/plain; charset=utf-8"}


_making = Lock()


def pages_of(side: str) -> Mapping[str, bytes]:
    """Every page of `hq` or `market`, by its name. Made once for a process, by whoever asks first."""
    with _making:
        return _made(side)


@cache
def _made(side: str) -> Mapping[str, bytes]:
    return _Side(side).pages()


class _Side:
    """The pages of a side in the making."""

    def __init__(self, side: str) -> None:
        self.side = side
        self.schema = sdl.SCHEMAS[side]
        self.table = permission_table.Table(side)
        self.kinds = HQ_EVENT_TYPES if side == "hq" else MARKET_SIDE_EVENT_TYPES

    def pages(self) -> Mapping[str, bytes]:
        query, mutation = self.schema.query_type, self.schema.mutation_type
        assert query is not None and mutation is not None, "both sides are read and written"
        bodies = {
            "Contents": self._contents(),
            "Queries": "".join(self._root(query, writes=False)),
            "Mutations": "".join(self._root(mutation, writes=True)),
            "Types": "".join(map(self._object, self._kinds(GraphQLObjectType, GraphQLInterfaceType))),
            "Inputs": "".join(map(self._input, self._kinds(GraphQLInputObjectType))),
            "Values": "".join(map(self._leaf, self._kinds(GraphQLEnumType, GraphQLScalarType))),
            "Errors": _without_title(markup.document(codes.page(), self.links)),
            "Events": _without_title(markup.document(events.markdown(), self.links)),
            "Who may": _without_title(markup.document(self.table.text(), {})),
        }
        made = {
            _MENU[name]: markup.page(
                title=_TITLES[self.side] if name == "Contents" else name, menu=_MENU, body=body
            )
            for name, body in bodies.items()
        }
        return {**made, "schema.graphql": sdl.print_sdl(self.side).encode()}

    @cached_property
    def links(self) -> Mapping[str, str]:
        """Where codes, events, types and root fields stand."""
        found = {name: f"events.html#{markup.anchor(name)}" for name in self.kinds}
        found |= {one.code: f"errors.html#{one.code}" for one in codes.refusals()}
        for type_ in self.schema.type_map.values():
            if not type_.name.startswith("__"):
                found[type_.name] = f"{_page_of(type_)}#{type_.name}"
        for root, page in ((self.schema.query_type, "queries"), (self.schema.mutation_type, "mutations")):
            if root is not None:
                del found[root.name]
                found |= {name: f"{page}.html#{name}" for name in root.fields}
        return found

    def _kinds(self, *kinds: type[GraphQLNamedType]) -> list[Any]:
        roots = (self.schema.query_type, self.schema.mutation_type)
        return [
            type_
            for name, type_ in sorted(self.schema.type_map.items())
            if isinstance(type_, kinds) and type_ not in roots and not name.startswith("__")
        ]

    def _contents(self) -> str:
        query, mutation = self.schema.query_type, self.schema.mutation_type
        assert query is not None and mutation is not None, "both sides are read and written"
        lists = {
            "Queries": list(query.fields),
            "Mutations": list(mutation.fields),
            "Types": [type_.name for type_ in self._kinds(GraphQLObjectType, GraphQLInterfaceType)],
            "Inputs": [type_.name for type_ in self._kinds(GraphQLInputObjectType)],
            "Values": [type_.name for type_ in self._kinds(GraphQLEnumType, GraphQLScalarType)],
        }
        parts = [markup.described(_INTRODUCTION, {})]
        for title, names in lists.items():
            items = "".join(f'<li><a href="{self.links[name]}">{name}</a></li>' for name in names)
            parts.append(f'<h2>{title} ({len(names)})</h2>\n<ul class="names">{items}</ul>\n')
        return "".join(parts)

    def _root(self, root: GraphQLObjectType, *, writes: bool) -> Iterator[str]:
        for name, field in root.fields.items():
            made = sample(self.schema, name, field, writes=writes)
            variables = json.dumps(made.variables, indent=2, ensure_ascii=False)
            facts = {
                "Answers": markup.type_link(field.type, self.links),
                "Roles": self._roles(root.name, name),
                "Cost of the example": f"at most {made.cost}",
                "Errors": self._errors(field),
                "Events": self._events(field),
            }
            told = "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in facts.items() if value)
            yield (
                f'<h2 id="{name}">{name}</h2>\n{_old(field)}{markup.described(field.description, self.links)}'
                f"<dl>{told}</dl>\n{self._arguments(field)}"
                f"<pre><code>{escape(made.document)}</code></pre>\n"
                + (f"<pre><code>{escape(variables)}</code></pre>\n" if made.variables else "")
            )

    def _roles(self, type_name: str, name: str) -> str:
        """The names of those columns of the table who are answered."""
        answers = self.table.answers[type_name, name]
        asked = zip(self.table.viewers, answers, strict=True)
        return ", ".join(v.description.partition(": ")[2] for v, one in asked if one == "✓") or "nobody"

    def _errors(self, field: GraphQLField) -> str:
        mutation = getattr(getattr(field.extensions["declared"], "resolver", None), "__self__", None)
        if isinstance(mutation, type) and issubclass(mutation, ListMutation):
            mutation = mutation.of
        if not (isinstance(mutation, type) and issubclass(mutation, Mutation)):
            return '<a href="errors.html#Top-level-codes">top-level ones</a>'
        refusals: tuple[type[DomainError], ...] = (*mutation.raises, *ALWAYS)
        raised = dict.fromkeys(error.code for error in refusals)
        return markup.linked(", ".join(f"<code>{code}</code>" for code in raised), self.links)

    def _events(self, field: GraphQLField) -> str:
        """The events that its description names."""
        told = dict.fromkeys(_NAMED.findall(field.description or ""))
        named = ", ".join(f"<code>{name}</code>" for name in told if name in self.kinds)
        return markup.linked(named, self.links)

    def _arguments(self, field: GraphQLField) -> str:
        rows = [
            (
                f"<code>{name}</code>",
                markup.type_link(one.type, self.links),
                _old(one) + markup.described(one.description, self.links),
            )
            for name, one in field.args.items()
        ]
        return markup.table(("Argument", "Type", ""), rows)

    def _object(self, type_: GraphQLObjectType | GraphQLInterfaceType) -> str:
        rows = [
            (
                f'<code id="{type_.name}.{name}">{name}</code>',
                markup.type_link(field.type, self.links),
                _old(field) + markup.described(field.description, self.links) + self._arguments(field),
                _cost(name, field),
            )
            for name, field in type_.fields.items()
        ]
        return self._head(type_) + markup.table(("Field", "Type", "", "Cost"), rows)

    def _input(self, type_: GraphQLInputObjectType) -> str:
        rows = [
            (
                f"<code>{name}</code>",
                markup.type_link(field.type, self.links),
                _old(field) + markup.described(field.description, self.links),
            )
            for name, field in type_.fields.items()
        ]
        one_of = "<p>Exactly one of these.</p>\n" if type_.is_one_of else ""
        return self._head(type_) + one_of + markup.table(("Field", "Type", ""), rows)

    def _leaf(self, type_: GraphQLEnumType | GraphQLScalarType) -> str:
        if isinstance(type_, GraphQLScalarType):
            at = type_.specified_by_url
            return self._head(type_) + (f'<p>Specified by <a href="{at}">{at}</a></p>\n' if at else "")
        rows = [
            (f"<code>{name}</code>", _old(value) + markup.described(value.description, self.links))
            for name, value in type_.values.items()
        ]
        return self._head(type_) + markup.table(("Value", ""), rows)

    def _head(self, type_: GraphQLNamedType) -> str:
        text = markup.described(type_.description, self.links)
        return f'<h2 id="{type_.name}">{type_.name}</h2>\n{text}'


def _page_of(type_: GraphQLNamedType) -> str:
    if isinstance(type_, GraphQLInputObjectType):
        return _MENU["Inputs"]
    return _MENU["Values"] if is_leaf_type(type_) else _MENU["Types"]


def _old(part: Any) -> str:
    """That something is deprecated, and what to use instead."""
    reason = part.deprecation_reason
    return f'<p class="old">Deprecated. {escape(reason)}</p>' if reason else ""


def _cost(name: str, field: GraphQLField) -> str:
    if is_leaf_type(get_named_type(field.type)):
        return str(TOTAL) if name == "totalCount" else "0"
    declared = field.extensions.get("declared")
    own = OBJECT + (declared.cost if isinstance(declared, Field) else 0)
    return f"{own}, and what a page holds" if isinstance(declared, ListField) else str(own)


def _without_title(html: str) -> str:
    """A page's body without its first heading, which stands above it."""
    return html.partition("</h1>")[2]
