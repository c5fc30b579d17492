"""Lists of rows: one subquery that reads a page and the row after it, and writes the whole connection.

    SELECT '{"nodes":[' || coalesce(string_agg(json_0, ',') FILTER (WHERE place <= 50), '') || ']}'
    FROM (SELECT q.*, row_number() OVER () AS place FROM (<the rows, as Django compiles them>) q) p

The rows are Django's own queryset, so joins, conditions and orderings are what the ordinary executor would
ask. The row after the page tells whether there are more.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, TextField
from graphql import FieldNode

from api.base import cursors
from api.base.cost import Price
from api.base.errors import ApiError
from api.base.filters import Filter, Related, Search
from api.base.inputs import plain
from api.base.pages import ListField, Span
from api.execution import texts
from api.execution.parameters import Brought, Parameter, Unplannable
from api.execution.texts import Text, Written
from api.execution.walk import CursorHole, Walk, points
from kernel.search import asked
from tenants.database.search import found_by

WriteNode = Callable[..., Text]


class _Page(Subquery):
    """The text of a page: `outer`, over the rows of a queryset, which are numbered in their order."""

    output_field = TextField()

    def __init__(self, rows: "QuerySet[Any]", outer: Text) -> None:
        super().__init__(rows)
        self.outer: Any = outer

    def get_source_expressions(self) -> list[Any]:
        return [self.query, self.outer]

    def set_source_expressions(self, exprs: Any) -> None:
        self.query, self.outer = exprs

    def as_sql(self, compiler: Any, connection: Any, template: Any = None, **extra: Any) -> Any:
        rows, of_rows = self.query.as_sql(compiler, connection)
        outer, of_outer = compiler.compile(self.outer)
        numbered = f"(SELECT q.*, row_number() OVER () AS place FROM {rows} q) p"
        # HAVING makes one row of them also where no aggregate is selected.
        return f"(SELECT {outer} FROM {numbered} HAVING true)", (*of_outer, *of_rows)


class _Total(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = BigIntegerField()


class Pages:
    """Writes one connection; `write_node` writes a row of it."""

    def __init__(self, walk: Walk, connection: ListField, write_node: WriteNode) -> None:
        self.walk, self.connection, self.write_node = walk, connection, write_node
        self.name = connection.node._meta.name
        self.columns: dict[str, Any] = {}

    def write(self, definition: Any, nodes: list[FieldNode], price: Price | None, above: str | None) -> Text:
        """The JSON of the connection: on the row at the path `above`, or on the root type. Raises
        Unplannable.
        """
        walk, connection = self.walk, self.connection
        span = self._span(walk.arguments(definition, nodes[0]))
        every = connection.node.rows(walk.viewer).filter(span.where)
        if above is not None:
            every = every.filter(**{connection.via: OuterRef(f"{above}pk")})
        wants_rows = False

        def write(name: str, inner: list[FieldNode], own: Price | None) -> Any:
            nonlocal wants_rows
            if name == "totalCount":
                total = _Total(every.order_by().values("pk"))
                return Text(points(own), texts.made("(%(expressions)s)::text", total))
            wants_rows = True
            if name == "nodes":
                return self._listed(self.write_node(walk, connection.node, inner, own), span)
            if name == "edges":
                return self._listed(self._edge(inner, own, span), span)
            return self._page_info(inner, own, span)

        with walk.each_of(span.size):
            outer = walk.object(self._type("Connection"), nodes, price, write)
        if not wants_rows:
            return outer
        rows = every.filter(span.between()).order_by(*span.terms()).annotate(**self.columns)
        return Text(_Page(rows.values(*(self.columns or ["pk"]))[: span.size + 1], outer))

    def _type(self, kind: str) -> Any:
        return self.walk.schema.type_map[f"{self.name}{kind}"]

    def _column(self, text: Any) -> str:
        name = f"json_{len(self.columns)}"
        self.columns[name] = text
        return name

    def _listed(self, text: Text, span: Span) -> Text:
        # Rows come in the order in which the subquery sorts them (PostgreSQL 18, section 9.21); only a page
        # from the end is turned round.
        turned = " ORDER BY place DESC" if span.backwards else ""
        listed = f"string_agg({self._column(text)}, ','{turned}) FILTER (WHERE place <= {span.size})"
        return Text("[", Written(f"coalesce({listed}, '')"), "]")

    def _edge(self, nodes: list[FieldNode], price: Price | None, span: Span) -> Text:
        def write(name: str, inner: list[FieldNode], own: Price | None) -> Any:
            if name == "cursor":
                return self._cursor(span)
            return self.write_node(self.walk, self.connection.node, inner, own)

        return self.walk.object(self._type("Edge"), nodes, price, write)

    def _cursor(self, span: Span) -> Text:
        model, column = self.connection.node._meta.model, span.ordering.column
        columns = {"pk": model._meta.pk}
        if column != "pk":
            columns[column] = cursors.column_at(model, column)
        self.walk.holes.append(CursorHole(span.ordering, columns))
        return texts.hole(len(self.walk.holes) - 1, *(F(name) for name in columns))

    def _page_info(self, nodes: list[FieldNode], price: Price | None, span: Span) -> Text:
        more = Written(f"(count(*) > {span.size})::text")
        beyond = "true" if (span.before if span.backwards else span.after) is not None else "false"

        def write(name: str, _nodes: list[FieldNode], _price: Price | None) -> Any:
            if name in ("hasNextPage", "hasPreviousPage"):
                return more if (name == "hasNextPage") is not span.backwards else beyond
            return self._cursor_at_end(span, first=(name == "startCursor") is not span.backwards)

        return self.walk.object(self.walk.schema.type_map["PageInfo"], nodes, price, write)

    def _cursor_at_end(self, span: Span, *, first: bool) -> Written:
        place = "1" if first else f"least(count(*), {span.size})"
        column = self._column(self._cursor(span))
        kept = f"array_agg({column} ORDER BY place) FILTER (WHERE place <= {span.size})"
        return Written(f"coalesce(({kept})[{place}], 'null')")

    def _span(self, given: dict[str, Any]) -> Span:
        """What the arguments ask for, with parameters where a request decides."""
        connection, filters = self.connection, self.connection.filters
        after, before, wanted = (given.pop(name, None) for name in ("after", "before", "filter"))
        try:
            span = connection.span(given, self.walk.context)
            return replace(
                span,
                after=self._key(after, span),
                before=self._key(before, span),
                where=span.where & self._where(filters, wanted) if filters else span.where,
            )
        except ApiError as error:
            raise Unplannable(error.message) from None

    def _key(self, cursor: Any, span: Span) -> Any:
        """The sort value and the primary key that a cursor stands for."""
        model, ordering = self.connection.node._meta.model, span.ordering
        if not isinstance(cursor, Parameter):
            return None if cursor is None else cursors.decode(cursor, ordering, model)
        both = cursor.then(lambda text, _: cursors.decode(text, ordering, model))
        self.walk.given.append(both)
        return both.then(lambda pair, _: pair[0]), both.then(lambda pair, _: pair[1])

    def _where(self, filters: type[Filter], given: dict[str, Any] | None) -> Q:
        """A filter's condition, with primary keys in place of its global ids."""
        copied: dict[str, Any] = plain(given or {})
        found = Q()
        for name, value in list(copied.items()):
            declared = filters._meta.fields[name]
            if isinstance(declared, Search) and value is not None:
                found &= self._search(declared, copied.pop(name))
            if isinstance(declared, Related) and value is not None:
                copied[name] = {
                    operator: asked
                    if operator == "is_null" or asked is None
                    else self._keys(declared.node, asked)
                    for operator, asked in value.items()
                }
        return found & filters.where(copied)

    def _search(self, search: Search, text: Any) -> Q:
        """The rows whose words a text asks for. PostgreSQL looks at the words before it plans."""
        self.walk.planned_anew = True
        if not isinstance(text, Parameter):
            return search.where(text)
        what, _, parts = text.kind.partition(" ")
        if what != "words":
            raise Unplannable("a barcode is looked for by itself")
        wanted = text.then(lambda said, _: asked(said).wanted) if "wanted" in parts.split() else None
        unwanted = text.then(lambda said, _: asked(said).unwanted) if "unwanted" in parts.split() else None
        return found_by(search.words, wanted, unwanted)

    def _keys(self, node: Any, given: Any) -> Parameter:
        """The primary key in a global id, or those in a list of them, read when the market is known. Raises
        NotFound then.
        """

        def keys(brought: Brought) -> Any:
            asked, market = _read(given, brought), brought.context.market
            if not isinstance(asked, list):
                return node.key_of(asked, market)
            return [node.key_of(_read(one, brought), market) for one in asked]

        many = isinstance(given, list) or (isinstance(given, Parameter) and given.element)
        made = Parameter(keys, element=node._meta.model._meta.pk.rel_db_type(connection) if many else "")
        self.walk.given.append(made)
        return made


def _read(given: Any, brought: Brought) -> Any:
    return given.read(brought) if isinstance(given, Parameter) else given
